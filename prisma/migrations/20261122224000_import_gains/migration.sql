-- AlterTable
ALTER TABLE "history_imports" ADD COLUMN     "bytes" BIGINT,
ADD COLUMN     "file_name" VARCHAR(200);

-- AlterTable
ALTER TABLE "member_import_rows" ADD COLUMN     "achievements" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "gained_gold" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "member_imports" ADD COLUMN     "bytes" BIGINT,
ADD COLUMN     "file_name" VARCHAR(200);
