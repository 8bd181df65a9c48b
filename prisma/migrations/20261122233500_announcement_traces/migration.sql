-- AlterTable
ALTER TABLE "announcements" ADD COLUMN "traceparent" VARCHAR(55);
