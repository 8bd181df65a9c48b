/**
 * The five counters as sums over rows of the journal: a row is counted unless it was nothing new; voice counts what was paid,
 * and what a correction moved.
 */
export const COUNTER_SUMS = `
  count(*) filter (where event_type = 'MESSAGE')::int as messages_sent,
  count(*) filter (where event_type = 'REACTION_GIVEN'
    and coalesce(metadata->>'denial', '') not in ('self_reaction', 'repeat_reaction'))::int as reactions_given,
  count(*) filter (where event_type = 'REACTION_RECEIVED')::int as reactions_received,
  count(*) filter (where event_type = 'THREAD_CREATE')::int as threads_created,
  coalesce(sum((metadata->>'minutes')::int)
    filter (where (event_type = 'VOICE_TICK' and metadata->>'denial' is null)
      or metadata->>'kind' = 'correction'), 0)::int as voice_minutes`;
