-- What Discord called a channel when it was followed last.
ALTER TABLE "followed_channels" ADD COLUMN "name" VARCHAR(100);
