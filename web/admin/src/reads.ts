import type {
  AchievementDocument,
  AdminSession,
  ApiKeyDocument,
  AuditRow,
  CategoryDocument,
  ChangeDescription,
  DeadLetterDocument,
  GuildDocument,
  HistoryImport,
  ImportPreview,
  InspectedLetter,
  LakeHealth,
  MemberDocument,
  MemberImport,
  QuestDocument,
  RebuildReport,
  ReconciliationReport,
  RetentionReport,
  RunOf,
  SeasonDocument,
  SettingsDocument,
  WhatIfDocument,
  WhatIfReport,
} from '@synapse/contracts';
import { address } from '@synapse/web-kit';

/** A list that is answered as a whole. */
export interface Items<T> {
  items: T[];
}
/** A list that is answered page by page. */
export interface Page<T> extends Items<T> {
  next: string | null;
}

const ROOT = '/v1/admin';
const rows = <T>(path: string) => ({
  list: address<Items<T>>(`${ROOT}${path}`),
  one: (id: string) => address<T>(`${ROOT}${path}/${encodeURIComponent(id)}`),
});

const pages = <T>(path: string) => ({
  ...rows<T>(path),
  list: (before?: string) => address<Page<T>>(`${ROOT}${path}`, { before, limit: 30 }),
});

/** The addresses that the pages read, with the types of what they answer. */
export const reads = {
  session: address<AdminSession>(`${ROOT}/session`),
  changes: address<Items<ChangeDescription>>(`${ROOT}/changes`),
  guilds: address<Items<GuildDocument>>(`${ROOT}/guilds`),
  categories: rows<CategoryDocument>('/categories'),
  achievements: rows<AchievementDocument>('/achievements'),
  seasons: rows<SeasonDocument>('/seasons'),
  quests: rows<QuestDocument>('/quests'),
  apiKeys: rows<ApiKeyDocument>('/api-keys'),
  settings: address<SettingsDocument>(`${ROOT}/settings`),
  sources: address<Record<string, boolean>>(`${ROOT}/data-sources`),
  members: (question: { search?: string; after?: string; limit?: number }) =>
    address<{ members: MemberDocument[]; next: string | null }>(`${ROOT}/members`, question),
  member: (id: string) => address<MemberDocument>(`${ROOT}/members/${encodeURIComponent(id)}`),
  audit: (question: Record<string, string | number | undefined>) =>
    address<Page<AuditRow>>(`${ROOT}/audit`, question),
  retentions: address<Page<RunOf<RetentionReport>>>(`${ROOT}/retention-runs`, { limit: 30 }),
  reconciliations: address<Page<RunOf<ReconciliationReport>>>(`${ROOT}/reconciliation-runs`, { limit: 30 }),
  rebuilds: address<Page<RunOf<RebuildReport>>>(`${ROOT}/rebuilds`, { limit: 30 }),
  whatIfs: (before?: string) => address<Page<WhatIfDocument>>(`${ROOT}/what-ifs`, { before, limit: 30 }),
  whatIf: (id: string) => address<WhatIfDocument>(`${ROOT}/what-ifs/${encodeURIComponent(id)}`),
  whatIfReport: (id: string) => address<WhatIfReport>(`${ROOT}/what-ifs/${encodeURIComponent(id)}/report`),
  imports: pages<MemberImport>('/imports'),
  importPreview: (id: string) => address<ImportPreview>(`${ROOT}/imports/${encodeURIComponent(id)}/preview`),
  history: pages<HistoryImport>('/history-imports'),
  memberExport: (id: string) => `${ROOT}/members/${encodeURIComponent(id)}/export`,
  lakeHealth: address<LakeHealth>(`${ROOT}/lake/health`),
  deadLetters: (owner: string) => address<Items<DeadLetterDocument>>(`${ROOT}/dead-letters`, { owner }),
  deadLetter: (id: string) => address<InspectedLetter>(`${ROOT}/dead-letters/${encodeURIComponent(id)}`),
};
