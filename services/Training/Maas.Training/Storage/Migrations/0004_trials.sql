-- A trial of a search is a job of its own while it runs; its parent is the search.
ALTER TABLE training_job ADD COLUMN parent_id TEXT;

ALTER TABLE training_job ADD COLUMN is_search BIGINT NOT NULL DEFAULT 0;

CREATE INDEX training_job_by_parent ON training_job (parent_id);

CREATE TABLE training_trial (
    job_id TEXT NOT NULL REFERENCES training_job (id),
    number BIGINT NOT NULL,
    trial_json TEXT NOT NULL,
    PRIMARY KEY (job_id, number)
);
