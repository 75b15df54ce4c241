-- What is searched stands in columns and tables of its own; the resources stay JSON.
-- Rows of schema 1 are completed by SchemaOneRows when the database is opened.
ALTER TABLE models ADD COLUMN display_name TEXT NOT NULL DEFAULT '';
ALTER TABLE models ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE models ADD COLUMN update_micros BIGINT NOT NULL DEFAULT 0;
-- When it is purged; 0 while it is not deleted.
ALTER TABLE models ADD COLUMN expire_micros BIGINT NOT NULL DEFAULT 0;

CREATE INDEX models_expire_micros ON models (expire_micros) WHERE expire_micros > 0;

CREATE TABLE model_labels (
    model_id TEXT NOT NULL,
    label_key TEXT NOT NULL,
    label_value TEXT NOT NULL,
    PRIMARY KEY (model_id, label_key)
);

CREATE INDEX model_labels_value ON model_labels (label_key, label_value, model_id);

-- Numbers that a purged model had given out: one of the same id goes on behind them.
CREATE TABLE retired_models (
    model_id TEXT PRIMARY KEY,
    latest_version_number BIGINT NOT NULL
);

-- Revision of the registry that made the version: its key in the tables below, and the order of all versions.
ALTER TABLE model_versions ADD COLUMN create_revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE model_versions ADD COLUMN create_micros BIGINT NOT NULL DEFAULT 0;
ALTER TABLE model_versions ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN manifest_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN task TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN dataset_version TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN training_job TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN code_revision TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN parent_model_version TEXT NOT NULL DEFAULT '';
ALTER TABLE model_versions ADD COLUMN expire_micros BIGINT NOT NULL DEFAULT 0;
-- 1 while its model is deleted.
ALTER TABLE model_versions ADD COLUMN is_model_deleted BIGINT NOT NULL DEFAULT 0;

CREATE INDEX model_versions_create_revision ON model_versions (create_revision);
CREATE INDEX model_versions_model_revision ON model_versions (model_id, create_revision);
CREATE INDEX model_versions_expire_micros ON model_versions (expire_micros) WHERE expire_micros > 0;
CREATE INDEX model_versions_dataset_version ON model_versions (dataset_version);
CREATE INDEX model_versions_training_job ON model_versions (training_job);
CREATE INDEX model_versions_code_revision ON model_versions (code_revision);
CREATE INDEX model_versions_parent ON model_versions (parent_model_version);
CREATE INDEX model_versions_manifest_digest ON model_versions (manifest_digest);

-- Few, and asked for with every deployment.
CREATE INDEX model_versions_forbidden ON model_versions (model_id, version_number) WHERE state IN ('QUARANTINED', 'DELETED');

CREATE TABLE version_labels (
    create_revision BIGINT NOT NULL,
    label_key TEXT NOT NULL,
    label_value TEXT NOT NULL,
    PRIMARY KEY (create_revision, label_key)
);

CREATE INDEX version_labels_value ON version_labels (label_key, label_value, create_revision);

CREATE TABLE version_metrics (
    create_revision BIGINT NOT NULL,
    metric TEXT NOT NULL,
    metric_value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (create_revision, metric)
);

CREATE INDEX version_metrics_value ON version_metrics (metric, metric_value, create_revision);

-- Which blobs are needed, by whom.
CREATE TABLE blob_references (
    sha256 TEXT NOT NULL,
    create_revision BIGINT NOT NULL,
    PRIMARY KEY (sha256, create_revision)
);

CREATE INDEX blob_references_revision ON blob_references (create_revision);

CREATE INDEX aliases_version ON aliases (model_id, version_number);

ALTER TABLE alias_moves ADD COLUMN is_rollback BIGINT NOT NULL DEFAULT 0;

ALTER TABLE deployments ADD COLUMN model_name TEXT NOT NULL DEFAULT '';

CREATE INDEX deployments_model_name ON deployments (model_name);

-- What a deployment served since when. The key lets no two moves follow the same one.
CREATE TABLE deployment_moves (
    deployment_id TEXT NOT NULL,
    sequence_number BIGINT NOT NULL,
    move_micros BIGINT NOT NULL,
    move_json TEXT NOT NULL,
    PRIMARY KEY (deployment_id, sequence_number)
);

-- One row per change, each with the digest of the one before. The JSON is what the digest is of; the columns before it
-- are for searching and repeat what it says.
CREATE TABLE audit_events (
    sequence_number BIGINT PRIMARY KEY,
    create_micros BIGINT NOT NULL,
    actor TEXT NOT NULL,
    method TEXT NOT NULL,
    resource TEXT NOT NULL,
    request_id TEXT NOT NULL,
    event_json TEXT NOT NULL,
    sha256 TEXT NOT NULL
);

CREATE INDEX audit_events_resource ON audit_events (resource, sequence_number);
CREATE INDEX audit_events_actor ON audit_events (actor, sequence_number);
