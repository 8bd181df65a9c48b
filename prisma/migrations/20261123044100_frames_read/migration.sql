-- Number of the last reward frame that was read: it goes on where a stream that was made anew counts from one again.
ALTER TABLE "bot_positions" ADD COLUMN "frame" BIGINT;
ALTER TABLE "admin_reward_positions" ADD COLUMN "frame" BIGINT;
