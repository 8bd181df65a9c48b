-- AlterTable
ALTER TABLE "member_imports" ADD COLUMN     "bad" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "bad_rows" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "history_imports" (
    "id" SERIAL NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "guild_id" BIGINT,
    "report" JSONB NOT NULL DEFAULT '{}',
    "frames" INTEGER NOT NULL DEFAULT 0,
    "created_by" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "history_imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "history_frames" (
    "import_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "history_frames_pkey" PRIMARY KEY ("import_id","number")
);

-- CreateIndex
CREATE INDEX "ix_history_imports_digest" ON "history_imports"("digest");

-- AddForeignKey
ALTER TABLE "history_frames" ADD CONSTRAINT "history_frames_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "history_imports"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON history_imports, history_frames TO synapse_admin;
GRANT USAGE, SELECT ON SEQUENCE history_imports_id_seq TO synapse_admin;
