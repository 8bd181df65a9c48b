import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface OwnedTable {
  table: string;
  owner: string;
  columns: { name: string; owner: string }[];
}

/** Every table of schema.prisma with the service its comment names as the only writer. */
export function readTableOwners(): OwnedTable[] {
  const schema = readFileSync(path.resolve(__dirname, '../../prisma/schema.prisma'), 'utf8');
  const models = [...schema.matchAll(/((?:^\/\/\/.*\n)*)^model (\w+) \{\n([\s\S]*?)^\}/gm)];
  return models.map(([, comment = '', model = '', body = '']) => {
    const owner = ownerIn(comment);
    if (!owner) throw new Error(`model ${model} of schema.prisma names no owner: add "/// Owner: <service>"`);
    const table = body.match(/@@map\("(\w+)"\)/)?.[1] ?? model;
    return { table, owner, columns: readColumns(body, owner) };
  });
}

function readColumns(body: string, tableOwner: string): OwnedTable['columns'] {
  const fields = [...body.matchAll(/((?:^ {2}\/\/\/.*\n)*)^ {2}([a-z]\w*) +([A-Z]\w*)(.*)$/gm)];
  const scalar = /^(Int|BigInt|String|Boolean|DateTime|Json|Float|Bytes|QuestStatus)$/;
  return fields
    .filter(([, , , type = '']) => scalar.test(type))
    .map(([, comment = '', field = '', , attributes = '']) => ({
      name: attributes.match(/@map\("(\w+)"\)/)?.[1] ?? field,
      owner: ownerIn(comment) ?? tableOwner,
    }));
}

const ownerIn = (comment: string) => comment.match(/\/\/\/ Owner: (\S+)/)?.[1];
