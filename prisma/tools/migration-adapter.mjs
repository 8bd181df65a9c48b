/**
 * Prisma's pg adapter, mended where its migration side is wrong in 7.10.0. Each mend names what breaks without it.
 */
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';

const oid = { char: 18, name: 19, text: 25, bpchar: 1042 };
const catalogTypes = new Set([22, 24, 30, 194, 2205]); // int2vector, regproc, oidvector, pg_node_tree, regclass
const characterColumn = 6;

/** @returns an adapter factory; shadow databases live on the server of `url` and are dropped with their adapter. */
export function migrationAdapter(url) {
  const factory = new PrismaPg(connectionOf(url));
  const connect = factory.connect.bind(factory);
  factory.connect = async () => mend(await connect());
  // The adapter's own drops the database before it leaves it, and with a connection string connects to the main one.
  factory.connectToShadowDb = async () => {
    const main = await factory.connect();
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    await main.executeScript(`CREATE DATABASE "${database}" TEMPLATE template0`);
    const shadow = mend(await new PrismaPg({ ...connectionOf(url), database }).connect());
    const leave = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await leave();
      await main.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      await main.dispose();
    };
    return shadow;
  };
  return factory;
}

function connectionOf(url) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

function mend(adapter) {
  // The adapter's own cuts scripts at every semicolon, also within $$ … $$.
  adapter.executeScript = async (script) => {
    await adapter
      .underlyingDriver()
      .query(script)
      .catch((error) => adapter.onError(error));
  };
  const perform = adapter.performIO.bind(adapter);
  const query = adapter.queryRaw.bind(adapter);
  // The adapter's own refuses the "char" and catalog types that introspection selects.
  adapter.queryRaw = async (statement) => {
    const characters = [];
    adapter.performIO = async (request) => {
      const result = await perform(request);
      result.fields.forEach((field, place) => {
        if (field.dataTypeID === oid.char) characters.push(place);
        if (field.dataTypeID === oid.char) field.dataTypeID = oid.bpchar;
        else if (field.dataTypeID === oid.name || catalogTypes.has(field.dataTypeID))
          field.dataTypeID = oid.text;
      });
      return result;
    };
    const result = await query(statement);
    for (const place of characters) result.columnTypes[place] = characterColumn;
    return result;
  };
  return adapter;
}
