-- Every write of a window moves its `last_at`: with an index on it none of them can stay on its page (HOT). Forgetting, once
-- a day, reads the whole table instead.
DROP INDEX "ix_reward_windows_last_at";

-- A frame lies in the outbox for milliseconds: compressing it costs more than writing it.
ALTER TABLE "reward_outbox" ALTER COLUMN "body" SET STORAGE EXTERNAL;
