import type { VariableDescription } from '@synapse/runtime';
import { commandSections, type Section, serviceSections, toolSections } from './environment';

const HEAD = `# Every variable that Synapse reads, by the programs that read it. Nothing here is in force: uncomment what you need, then
#
#   set -a; . ./.env; set +a; npm start
#   node --env-file=.env services/query/dist/main.js
#
# A service also takes NAME_FILE for any NAME: the file that holds the value, as Docker and Kubernetes hand over secrets.
# All complaints about a wrong configuration come at once, at the start.
`;

/** The text of \`.env.example\`. */
export function envExample(): string {
  return [
    HEAD,
    ...[
      ...toolSections.filter(isStart),
      ...serviceSections(),
      ...commandSections(),
      ...toolSections.filter(isOther),
    ].map(section),
  ].join('\n');
}

const isStart = ({ readers }: Section) => readers === 'npm start';
const isOther = (one: Section) => !isStart(one);

const section = ({ readers, variables }: Section): string =>
  [`#### ${readers}`, '', ...variables.map(entry)].join('\n');

function entry(about: VariableDescription): string {
  const notes = [
    about.required ? 'Required' : about.default === undefined ? 'Optional' : `Default: ${about.default}`,
    ...(about.secret ? ['secret'] : []),
  ].join('; ');
  const words = [...`${about.name} is ${about.desc}.`.split(' '), `${notes}.`];
  return `${wrapped(words)}\n#${about.name}=${quoted(about.example)}\n`;
}

/** A comment in lines of at most 120 characters. */
function wrapped(words: readonly string[]): string {
  const lines = ['#'];
  for (const word of words) {
    const line = lines.at(-1) as string;
    if (line.length + word.length < 119) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines.join('\n');
}

/** As a shell reads it. */
const quoted = (value: string): string => (/^[\w.,:/@+-]*$/.test(value) ? value : `'${value}'`);
