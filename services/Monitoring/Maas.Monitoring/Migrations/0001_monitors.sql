-- One row per deployment that is watched.
CREATE TABLE monitors (
    monitor_id TEXT NOT NULL PRIMARY KEY,
    deployment TEXT NOT NULL,
    create_micros BIGINT NOT NULL,
    update_micros BIGINT NOT NULL
);

-- Versions a monitor has seen. baseline_state: 0 wanted, 1 present, 2 absent, 3 not registered.
CREATE TABLE monitored_versions (
    monitor_id TEXT NOT NULL REFERENCES monitors (monitor_id) ON DELETE CASCADE,
    model_version TEXT NOT NULL,
    baseline_state BIGINT NOT NULL,
    baseline_sha256 TEXT NOT NULL DEFAULT '',
    request_count BIGINT NOT NULL DEFAULT 0,
    sample_count BIGINT NOT NULL DEFAULT 0,
    update_micros BIGINT NOT NULL,
    PRIMARY KEY (monitor_id, model_version)
);

CREATE INDEX monitored_versions_state ON monitored_versions (baseline_state);

-- Baselines at hand, by the digest of the blob they were read from.
CREATE TABLE baselines (
    sha256 TEXT NOT NULL PRIMARY KEY,
    profile_json TEXT NOT NULL
);

-- What one version did in one minute: only what can be added up. minute counts from 1970-01-01 UTC.
CREATE TABLE metric_windows (
    monitor_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    minute BIGINT NOT NULL,
    content_json TEXT NOT NULL,
    PRIMARY KEY (monitor_id, minute, model_version)
);

CREATE INDEX metric_windows_minute ON metric_windows (minute);

-- Samples that came before the baseline of their version; they are put into bins and deleted when it comes.
CREATE TABLE pending_samples (
    monitor_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    minute BIGINT NOT NULL,
    batch_id TEXT NOT NULL,
    sample_count BIGINT NOT NULL,
    samples_json TEXT NOT NULL,
    PRIMARY KEY (monitor_id, model_version, minute, batch_id)
);

-- Batches that were counted, so that none is counted twice.
CREATE TABLE ingested_batches (
    batch_id TEXT NOT NULL PRIMARY KEY,
    ingest_micros BIGINT NOT NULL
);

CREATE INDEX ingested_batches_ingest_micros ON ingested_batches (ingest_micros);
