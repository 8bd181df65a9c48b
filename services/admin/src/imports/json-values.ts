import { JSONParser } from '@streamparser/json';
import { HttpProblem } from '@synapse/http';

/** No element of a file that anybody exports is larger; a member's message has 4,000 characters at most. */
const LARGEST_VALUE = 8 * 1024 * 1024;

/** A value of a JSON document that was asked for. */
export interface JsonValue {
  /** Its name, or its place in the list from 0. */
  readonly key: string | number | undefined;
  readonly value: unknown;
}

/**
 * The values at some places of a JSON document, in the order of the document, without ever holding more of it than one.
 * @param paths such as `$.players.*`
 * @throws HttpProblem 422 when it is no JSON document
 */
export async function* jsonValues(
  chunks: AsyncIterable<Uint8Array>,
  paths: string[],
): AsyncGenerator<JsonValue> {
  const parser = new JSONParser({ paths, keepStack: false });
  const found: JsonValue[] = [];
  let isBroken = false;
  parser.onValue = ({ key, value }) => void found.push({ key, value });
  parser.onError = () => {
    isBroken = true;
  };
  let unread = 0;
  for await (const chunk of chunks) {
    parser.write(chunk);
    if (isBroken) break;
    unread = found.length > 0 ? 0 : unread + chunk.length;
    if (unread > LARGEST_VALUE)
      throw new HttpProblem(422, 'The file holds a value that is larger than 8 MiB.');
    yield* found.splice(0);
  }
  if (isBroken || !parser.isEnded) throw new HttpProblem(422, 'The file is no JSON document.');
}
