import { type TObject, Type } from '@sinclair/typebox';
import { GuildDocument, ImportPreview, MemberDocument, SettingsDocument } from '@synapse/contracts';
import type { App } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import type { Admin } from '../changes/admin.js';
import { previewImport } from '../imports/preview-import.js';
import { apiKeys, listApiKeys } from '../resources/api-keys.js';
import { categories, listCategories } from '../resources/categories.js';
import { listGuilds } from '../resources/guilds.js';
import { historyImports, listHistoryImports } from '../resources/history-imports.js';
import { listImports, memberImports } from '../resources/member-imports.js';
import { MemberSearch, readMember, searchMembers } from '../resources/members.js';
import { type Paged, PageQuery } from '../resources/paged.js';
import { listQuests, quests } from '../resources/quests.js';
import type { Resource } from '../resources/row-change.js';
import { listSeasons, seasons } from '../resources/seasons.js';
import { settingsDocument, sourcesDocument } from '../resources/settings.js';
import { settingsNow } from '../resources/settings-now.js';
import { listTemplates, templates } from '../resources/templates.js';
import type { Admit, Need } from './authenticate.js';
import { DiscordId, RowId } from './ids.js';
import { type Read, readRoute } from './read-route.js';

interface Place {
  path: string;
  /** In operation ids. */
  name: string;
  tag: string;
  need?: Need;
}

/** Serves what admins read of what they change. */
export function resourceRoutes(app: App, admin: Admin, admit: Admit): void {
  const { prisma } = admin;
  const route = <Q extends TObject>(read: Read<Q>) => readRoute(app, prisma, admit, read);
  const rows = <D extends object>(
    resource: Resource<D>,
    place: Place,
    list: (prisma: OpenPrismaClient) => Promise<D[]>,
  ) => {
    const { path, name, tag, need = 'read' } = place;
    route({
      path,
      name: `list${name}s`,
      summary: `Every ${resource.name}, inactive ones included.`,
      tag,
      need,
      answer: Type.Object({ items: Type.Array(resource.schema) }),
      read: async () => ({ items: await list(prisma) }),
    });
    one(resource, place);
  };
  const pages = <D extends object>(resource: Resource<D>, place: Place, list: Paged<D>) => {
    const { path, name, tag } = place;
    route({
      path,
      name: `list${name}s`,
      summary: `Every ${resource.name}, newest first.`,
      tag,
      query: PageQuery,
      answer: Type.Object({
        items: Type.Array(resource.schema),
        next: Type.Union([RowId, Type.Null()]),
      }),
      read: list,
    });
    one(resource, place);
  };
  const one = <D extends object>(resource: Resource<D>, { path, name, tag, need = 'read' }: Place) => {
    route({
      path: `${path}/:id`,
      name: `get${name}`,
      summary: `One ${resource.name}, with the ETag that a change of it must name.`,
      tag,
      need,
      params: Type.Object({ id: RowId }),
      answer: resource.schema,
      read: (db, _, { id }) => resource.read(db, Number(id)),
    });
  };
  rows(categories, { path: '/categories', name: 'Categorie', tag: 'categories' }, listCategories);
  rows(templates, { path: '/achievements', name: 'Achievement', tag: 'achievements' }, listTemplates);
  rows(seasons, { path: '/seasons', name: 'Season', tag: 'seasons' }, listSeasons);
  rows(quests, { path: '/quests', name: 'Quest', tag: 'quests' }, listQuests);
  pages(memberImports, { path: '/imports', name: 'Import', tag: 'imports' }, listImports);
  pages(
    historyImports,
    { path: '/history-imports', name: 'HistoryImport', tag: 'history' },
    listHistoryImports,
  );
  rows(apiKeys, { path: '/api-keys', name: 'ApiKey', tag: 'API keys', need: 'session' }, listApiKeys);
  guildRoute(route);
  route({
    path: '/imports/:id/preview',
    name: 'previewImport',
    summary: 'What applying an import would do now, member by member; nothing is changed.',
    tag: 'imports',
    params: Type.Object({ id: RowId }),
    answer: ImportPreview,
    read: (_, __, { id }) => previewImport(admin, Number(id)),
  });
  settingRoutes(route);
  memberRoutes(route);
}

type Route = <Q extends TObject>(read: Read<Q>) => void;

function guildRoute(route: Route): void {
  route({
    path: '/guilds',
    name: 'listGuilds',
    summary: 'The guilds of the community with their channels and roles, as the log last told.',
    tag: 'setup',
    answer: Type.Object({ items: Type.Array(GuildDocument) }),
    read: async (prisma) => ({ items: await listGuilds(prisma) }),
  });
}

function settingRoutes(route: Route): void {
  route({
    path: '/settings',
    name: 'getSettings',
    summary: 'Every setting: its value, its default and what it may be.',
    tag: 'settings',
    answer: SettingsDocument,
    read: async (prisma) => settingsDocument(await settingsNow(prisma)),
  });
  route({
    path: '/data-sources',
    name: 'getDataSources',
    summary: 'What the event lake keeps and counts.',
    tag: 'data sources',
    answer: Type.Record(Type.String(), Type.Boolean()),
    read: async (prisma) => sourcesDocument(await settingsNow(prisma)),
  });
}

function memberRoutes(route: Route): void {
  route({
    path: '/members',
    name: 'searchMembers',
    summary: 'Members by name or id, page by page.',
    tag: 'members',
    query: MemberSearch,
    answer: Type.Object({ members: Type.Array(MemberDocument), next: Type.Union([DiscordId, Type.Null()]) }),
    read: searchMembers,
  });
  route({
    path: '/members/:id',
    name: 'getMember',
    summary: 'A member with their achievements.',
    tag: 'members',
    params: Type.Object({ id: DiscordId }),
    answer: MemberDocument,
    read: (prisma, _, { id }) => readMember(prisma, id ?? ''),
  });
}
