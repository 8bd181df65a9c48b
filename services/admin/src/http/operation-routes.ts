import { Type } from '@sinclair/typebox';
import { logState } from '@synapse/bus';
import {
  AuditRow,
  DeadLetterDocument,
  InspectedLetter,
  LAKE_EVENT_TYPES,
  LakeHealth,
  OptionalText,
  settingValue,
} from '@synapse/contracts';
import type { App } from '@synapse/http';
import { readLakeHealth } from '@synapse/store';
import type { Admin } from '../changes/admin.js';
import { ALL_RUNS } from '../resources/all-runs.js';
import { AuditQuery, listAudit } from '../resources/audit-log.js';
import { DeadLetterQuery, inspectDeadLetter, listDeadLetters } from '../resources/dead-letters.js';
import { browseLake, Counter, CounterQuery, LakeQuery, LakeRow, listCounters } from '../resources/lake.js';
import { PageQuery } from '../resources/paged.js';
import { settingsNow } from '../resources/settings-now.js';
import { whatIfReport } from '../resources/what-ifs.js';
import type { Admit } from './authenticate.js';
import { RowId } from './ids.js';
import { readRoute } from './read-route.js';

const DAY_MS = 86_400_000;
/** Serves what admins read of how things run: the audit trail, the lake, dead letters. */
export function operationRoutes(app: App, admin: Admin, admit: Admit): void {
  const { prisma, community } = admin;
  const route: typeof readRoute = (...args) => readRoute(...args);
  route(app, prisma, admit, {
    path: '/audit',
    name: 'listAudit',
    summary: 'Who changed what, newest first, with the whole of before and after.',
    tag: 'audit',
    query: AuditQuery,
    answer: Type.Object({ items: Type.Array(AuditRow), next: Type.Union([RowId, Type.Null()]) }),
    read: listAudit,
  });
  route(app, prisma, admit, {
    path: '/lake',
    name: 'browseLake',
    summary: 'What happened, newest first, page by page.',
    tag: 'lake',
    query: LakeQuery,
    answer: Type.Object({ items: Type.Array(LakeRow), next: OptionalText }),
    read: browseLake,
  });
  route(app, prisma, admit, {
    path: '/lake/health',
    name: 'getLakeHealth',
    summary: 'How large the lake is and will be, how far its readers are, and what they could not read.',
    tag: 'lake',
    answer: LakeHealth,
    read: () => lakeHealth(admin),
  });
  route(app, prisma, admit, {
    path: '/counters',
    name: 'listCounters',
    summary: 'What was counted of a member, up to 5,000 rows, newest days first.',
    tag: 'lake',
    query: CounterQuery,
    answer: Type.Object({ items: Type.Array(Counter) }),
    read: listCounters,
  });
  route(app, prisma, admit, {
    path: '/dead-letters',
    name: 'listDeadLetters',
    summary: 'What of the log a service could not read or apply, newest first.',
    tag: 'dead letters',
    query: DeadLetterQuery,
    answer: Type.Object({ items: Type.Array(DeadLetterDocument), next: OptionalText }),
    read: (db, query) => listDeadLetters(db, community, query),
  });
  route(app, prisma, admit, {
    path: '/dead-letters/:id',
    name: 'inspectDeadLetter',
    summary: 'A dead letter with its bytes.',
    tag: 'dead letters',
    params: Type.Object({ id: DeadLetterDocument.properties.id }),
    answer: InspectedLetter,
    read: (db, _, { id }) => inspectDeadLetter(db, community, id ?? ''),
  });
}

/** Serves how far is what admins asked the owners of tables for. */
export function runRoutes(app: App, admin: Admin, admit: Admit): void {
  const { prisma } = admin;
  reportRoute(app, admin, admit);
  for (const { path, operation, tag, resource, list } of ALL_RUNS) {
    readRoute(app, prisma, admit, {
      path,
      name: `list${operation}s`,
      summary: `Every ${resource.name}, newest first.`,
      tag,
      query: PageQuery,
      answer: Type.Object({ items: Type.Array(resource.schema), next: Type.Union([RowId, Type.Null()]) }),
      read: list,
    });
    readRoute(app, prisma, admit, {
      path: `${path}/:id`,
      name: `get${operation}`,
      summary: `One ${resource.name}: how far it is, and what came of it.`,
      tag,
      params: Type.Object({ id: RowId }),
      answer: resource.schema,
      read: (db, _, { id }) => resource.read(db, Number(id)),
    });
  }
}

function reportRoute(app: App, { prisma }: Admin, admit: Admit): void {
  readRoute(app, prisma, admit, {
    path: '/what-ifs/:id/report',
    name: 'getWhatIfReport',
    summary: 'The whole report of a what-if that is done, member by member.',
    tag: 'what-ifs',
    params: Type.Object({ id: RowId }),
    answer: Type.Unknown(),
    read: (db, _, { id }) => whatIfReport(db, Number(id)),
  });
}

async function lakeHealth({ prisma, db, bus, community }: Admin) {
  const [health, log, settings] = await Promise.all([
    readLakeHealth(db, community, LAKE_EVENT_TYPES),
    logState(bus, community),
    settingsNow(prisma),
  ]);
  const days = settingValue(settings, 'event_lake_retention_days');
  const perDay = Object.values(health.last_day).reduce((all, one) => all + one, 0);
  const perRow = health.rows > 0 ? health.bytes.lake / health.rows : 0;
  const age = health.oldest === null ? 0 : (Date.now() - Date.parse(health.oldest)) / DAY_MS;
  const still = Math.max(0, days - age) * perDay * perRow;
  const estimate = {
    retention_days: days,
    rows_per_day: perDay,
    bytes: Math.round(health.bytes.lake + still),
  };
  return { ...health, log: { first: log.first, last: log.last }, estimate };
}
