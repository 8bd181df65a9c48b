-- CreateTable
CREATE TABLE "member_imports" (
    "id" SERIAL NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "format" VARCHAR(20) NOT NULL,
    "keep" VARCHAR(10) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "created_by" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_import_rows" (
    "import_id" INTEGER NOT NULL,
    "member" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,
    "xp" INTEGER NOT NULL,
    "level" INTEGER,
    "applied" VARCHAR(50),
    "gained" INTEGER NOT NULL DEFAULT 0,
    "undone" VARCHAR(50),

    CONSTRAINT "member_import_rows_pkey" PRIMARY KEY ("import_id","member")
);

-- CreateIndex
CREATE INDEX "ix_member_imports_digest" ON "member_imports"("digest");

-- CreateIndex
CREATE INDEX "ix_member_import_rows_member" ON "member_import_rows"("member");

-- AddForeignKey
ALTER TABLE "member_import_rows" ADD CONSTRAINT "member_import_rows_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "member_imports"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON member_imports, member_import_rows TO synapse_admin;
GRANT USAGE, SELECT ON SEQUENCE member_imports_id_seq TO synapse_admin;
