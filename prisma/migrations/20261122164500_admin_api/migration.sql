-- CreateTable
CREATE TABLE "audit_chain" (
    "place" INTEGER NOT NULL,
    "log_id" INTEGER NOT NULL,
    "before_digest" VARCHAR(64),
    "after_digest" VARCHAR(64),
    "reason_digest" VARCHAR(64),
    "hash" VARCHAR(64) NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("place")
);

-- CreateTable
CREATE TABLE "audit_blankings" (
    "log_id" INTEGER NOT NULL,
    "blanked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_blankings_pkey" PRIMARY KEY ("log_id")
);

-- CreateTable
CREATE TABLE "admin_sessions" (
    "id_digest" VARCHAR(64) NOT NULL,
    "user_id" BIGINT,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "admin_sessions_pkey" PRIMARY KEY ("id_digest")
);

-- CreateTable
CREATE TABLE "sign_in_attempts" (
    "state_digest" VARCHAR(64) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY ("state_digest")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "scopes" TEXT[],
    "created_by" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_requests" (
    "actor_id" BIGINT NOT NULL,
    "door" VARCHAR(30) NOT NULL,
    "key" VARCHAR(64) NOT NULL,
    "change" VARCHAR(50) NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "command" JSONB,
    "status" INTEGER,
    "answer" JSONB,
    "asked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_requests_pkey" PRIMARY KEY ("actor_id","door","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "uq_audit_chain_log" ON "audit_chain"("log_id");

-- CreateIndex
CREATE INDEX "ix_admin_sessions_user" ON "admin_sessions"("user_id");

-- CreateIndex
CREATE INDEX "ix_admin_sessions_expires" ON "admin_sessions"("expires_at");

-- CreateIndex
CREATE INDEX "ix_sign_in_attempts_expires" ON "sign_in_attempts"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "uq_api_keys_digest" ON "api_keys"("digest");

-- CreateIndex
CREATE INDEX "ix_api_keys_created_by" ON "api_keys"("created_by");

-- CreateIndex
CREATE INDEX "ix_change_requests_actor_time" ON "change_requests"("actor_id", "asked_at");

-- CreateIndex
CREATE INDEX "ix_change_requests_unsettled" ON "change_requests"("asked_at") WHERE (status IS NULL);

-- What a link holds. JSON sets the parts apart, so that no text can pass for two.
CREATE FUNCTION audit_link(
    entry admin_log, previous text, before_digest text, after_digest text, reason_digest text
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    previous, entry.id, entry.actor_id::text, entry.action_type, entry.target_table, entry.target_id, entry.ip_address,
    extract(epoch FROM entry.timestamp)::text, before_digest, after_digest, reason_digest
  )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_digest(content text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(content, 'UTF8')), 'hex')
$$;

-- The lock makes the order of the links that of the commits: places have no gap and every link knows the one before.
CREATE FUNCTION chain_audit_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last audit_chain;
  link audit_chain;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit_chain'));
  SELECT * INTO last FROM audit_chain ORDER BY place DESC LIMIT 1;
  link.place := coalesce(last.place, 0) + 1;
  link.log_id := NEW.id;
  link.before_digest := audit_digest(NEW.before_snapshot::text);
  link.after_digest := audit_digest(NEW.after_snapshot::text);
  link.reason_digest := audit_digest(NEW.reason);
  link.hash := audit_link(NEW, last.hash, link.before_digest, link.after_digest, link.reason_digest);
  INSERT INTO audit_chain SELECT link.*;
  RETURN NULL;
END
$$;

-- Rows from before the chain are its first links.
DO $$
DECLARE
  old admin_log;
  previous text;
  place integer := 0;
  link text;
BEGIN
  FOR old IN SELECT * FROM admin_log ORDER BY id LOOP
    place := place + 1;
    link := audit_link(old, previous, audit_digest(old.before_snapshot::text), audit_digest(old.after_snapshot::text),
                       audit_digest(old.reason));
    INSERT INTO audit_chain VALUES (place, old.id, audit_digest(old.before_snapshot::text),
                                    audit_digest(old.after_snapshot::text), audit_digest(old.reason), link);
    previous := link;
  END LOOP;
END
$$;

CREATE TRIGGER chain_audit_row AFTER INSERT ON admin_log FOR EACH ROW EXECUTE FUNCTION chain_audit_row();

-- An erased member's snapshots and reasons go; their digests stay, and so does the chain.
CREATE FUNCTION blank_audit_of_member(member bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  blanked integer;
BEGIN
  WITH gone AS (
    UPDATE admin_log SET before_snapshot = NULL, after_snapshot = NULL, reason = NULL
    WHERE ((target_table = 'users' AND target_id = member::text)
           OR before_snapshot ->> 'member' = member::text OR after_snapshot ->> 'member' = member::text)
      AND (before_snapshot IS NOT NULL OR after_snapshot IS NOT NULL OR reason IS NOT NULL)
    RETURNING id
  ), noted AS (
    INSERT INTO audit_blankings (log_id) SELECT id FROM gone ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT count(*) INTO blanked FROM noted;
  RETURN blanked;
END
$$;

REVOKE ALL ON FUNCTION audit_link, audit_digest, chain_audit_row, blank_audit_of_member FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_link, audit_digest, blank_audit_of_member TO synapse_admin;

GRANT SELECT ON audit_chain, audit_blankings TO synapse_admin;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON admin_sessions, sign_in_attempts, api_keys, change_requests
  TO synapse_admin;
GRANT USAGE, SELECT ON SEQUENCE api_keys_id_seq TO synapse_admin;
