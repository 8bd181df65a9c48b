import type { Pool } from './pool.js';

/** The first place at which the audit trail is not what was written. */
export interface BrokenLink {
  logId: number;
  trouble: string;
}

export interface AuditChain {
  links: number;
  /** The last link's hash: who keeps it elsewhere can tell later that nothing before was cut off. */
  head: string | null;
  broken: BrokenLink | null;
}

// Snapshots that an erasure blanked are vouched for by their digests.
const BROKEN = `
  with walked as (
    select c as link, c.place, c.log_id, l as entry, b.log_id is not null as blanked,
           lag(c.hash) over (order by c.place) as previous, coalesce(lag(c.place) over (order by c.place), 0) as before
    from audit_chain c
    left join admin_log l on l.id = c.log_id
    left join audit_blankings b on b.log_id = c.log_id
  ), judged as (
    select place, log_id, case
      when (entry).id is null then 'the row is gone'
      when place <> before + 1 then 'links before it are gone'
      when (link).hash <> audit_link(entry, previous, (link).before_digest, (link).after_digest, (link).reason_digest)
        then 'the row, or its link or the one before, was changed'
      when audit_digest((entry).before_snapshot::text) is distinct from (link).before_digest
           and not (blanked and (entry).before_snapshot is null) then 'the snapshot of before was changed'
      when audit_digest((entry).after_snapshot::text) is distinct from (link).after_digest
           and not (blanked and (entry).after_snapshot is null) then 'the snapshot of after was changed'
      when audit_digest((entry).reason) is distinct from (link).reason_digest
           and not (blanked and (entry).reason is null) then 'the reason was changed'
    end as trouble
    from walked
    union all
    select null, l.id, 'the row has no link' from admin_log l
    where not exists (select from audit_chain c where c.log_id = l.id)
  )
  select log_id, trouble from judged where trouble is not null order by place, log_id limit 1`;

/** Walks the audit trail from its first row on. */
export async function verifyAuditChain(db: Pick<Pool, 'query'>): Promise<AuditChain> {
  const { rows: broken } = await db.query<{ log_id: number; trouble: string }>(BROKEN);
  const { rows: heads } = await db.query<{ place: number; hash: string }>(
    'select place, hash from audit_chain order by place desc limit 1',
  );
  const [first] = broken;
  return {
    links: heads[0]?.place ?? 0,
    head: heads[0]?.hash ?? null,
    broken: first ? { logId: first.log_id, trouble: first.trouble } : null,
  };
}
