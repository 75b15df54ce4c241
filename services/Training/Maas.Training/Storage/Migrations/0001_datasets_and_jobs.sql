CREATE TABLE dataset (
    id TEXT NOT NULL PRIMARY KEY,
    uid TEXT NOT NULL,
    latest_version BIGINT NOT NULL,
    create_micros BIGINT NOT NULL
);

CREATE INDEX dataset_by_time ON dataset (create_micros, id);

CREATE TABLE dataset_version (
    dataset_id TEXT NOT NULL REFERENCES dataset (id),
    number BIGINT NOT NULL,
    source_sha256 TEXT NOT NULL,
    version_json TEXT NOT NULL,
    profile_json TEXT,
    PRIMARY KEY (dataset_id, number)
);

CREATE INDEX dataset_version_by_source ON dataset_version (dataset_id, source_sha256);

CREATE TABLE rejected_row (
    dataset_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    line_number BIGINT NOT NULL,
    row_json TEXT NOT NULL,
    PRIMARY KEY (dataset_id, number, line_number),
    FOREIGN KEY (dataset_id, number) REFERENCES dataset_version (dataset_id, number)
);

CREATE TABLE training_job (
    id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    create_micros BIGINT NOT NULL,
    job_json TEXT NOT NULL
);

CREATE INDEX training_job_by_time ON training_job (create_micros, id);

CREATE INDEX training_job_by_state ON training_job (state, create_micros);
