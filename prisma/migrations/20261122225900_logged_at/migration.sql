-- AlterTable
ALTER TABLE "lake_positions" ADD COLUMN     "logged_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "engine_positions" ADD COLUMN     "logged_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "admin_positions" ADD COLUMN     "logged_at" TIMESTAMPTZ(6);
