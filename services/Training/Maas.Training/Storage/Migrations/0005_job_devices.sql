-- Whether a worker without a GPU must leave the job.
ALTER TABLE training_job ADD COLUMN needs_gpu BIGINT NOT NULL DEFAULT 0;
