ALTER TABLE training_job ADD COLUMN lease_owner TEXT NOT NULL DEFAULT '';

ALTER TABLE training_job ADD COLUMN lease_expire_micros BIGINT NOT NULL DEFAULT 0;

CREATE INDEX training_job_by_owner ON training_job (lease_owner);
