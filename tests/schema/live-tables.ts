import type { Client } from 'pg';
import type { TableSpec } from './spec-tables.js';

/** Reads a table back from the catalog, in the words of `spec-tables.ts`. */
export async function readTable(client: Client, table: string): Promise<TableSpec> {
  return {
    columns: await readColumns(client, table),
    constraints: await readConstraints(client, table),
    indexes: await readIndexes(client, table),
  };
}

export async function readEnums(client: Client): Promise<Record<string, string[]>> {
  const { rows } = await client.query<{ name: string; labels: string[] }>(`
    SELECT typname AS name, array_agg(enumlabel::text ORDER BY enumsortorder) AS labels
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname`);
  return Object.fromEntries(rows.map(({ name, labels }) => [name, labels]));
}

async function readColumns(client: Client, table: string): Promise<Record<string, string>> {
  const { rows } = await client.query<{
    name: string;
    type: string;
    required: boolean;
    default: string | null;
    sequence: string | null;
  }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS required,
            pg_get_expr(adbin, adrelid) AS default, pg_get_serial_sequence(attrelid::regclass::text, attname) AS sequence
     FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return Object.fromEntries(rows.map((column) => [column.name, describeColumn(column)]));
}

function describeColumn(column: {
  type: string;
  required: boolean;
  default: string | null;
  sequence: string | null;
}): string {
  const nextOfOwn = column.sequence && `nextval('${column.sequence.replace('public.', '')}'::regclass)`;
  if (column.required && column.default === nextOfOwn && nextOfOwn) {
    return { integer: 'serial', bigint: 'bigserial' }[column.type] ?? `sequence of ${column.type}`;
  }
  const type = column.type
    .replace('character varying', 'varchar')
    .replace(/^timestamp\((\d)\) with time zone$/, 'timestamptz($1)');
  const fallback = column.default?.replace('CURRENT_TIMESTAMP', 'now').replace(/^('.*')::.*$/, '$1');
  return [type, column.required && 'not null', fallback && `default ${fallback}`].filter(Boolean).join(' ');
}

/** In the order of their making: keys first, then foreign keys, then anything the spec does not know. */
async function readConstraints(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ definition: string }>(
    `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = $1::regclass ORDER BY oid`,
    [table],
  );
  return rows.map((row) => row.definition);
}

async function readIndexes(client: Client, table: string): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT relname AS name, pg_get_indexdef(indexrelid) AS definition
     FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE indrelid = $1::regclass AND NOT indisprimary`,
    [table],
  );
  return Object.fromEntries(rows.map(({ name, definition }) => [name, describeIndex(definition)]));
}

function describeIndex(definition: string): string {
  const [head, tail = ''] = definition.split(' USING btree ');
  return head?.startsWith('CREATE UNIQUE') ? `unique ${tail}` : tail;
}
