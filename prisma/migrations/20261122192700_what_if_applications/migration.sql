-- CreateTable
CREATE TABLE "what_if_applications" (
    "job_id" INTEGER NOT NULL,
    "run" VARCHAR(32) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "problem" TEXT,

    CONSTRAINT "what_if_applications_pkey" PRIMARY KEY ("job_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "uq_what_if_applications_run" ON "what_if_applications"("run");

-- AddForeignKey
ALTER TABLE "what_if_applications" ADD CONSTRAINT "what_if_applications_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON what_if_applications TO synapse_admin;
