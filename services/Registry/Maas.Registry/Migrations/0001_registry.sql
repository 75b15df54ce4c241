-- Resources are kept as JSON beside the columns that are searched.
CREATE TABLE models (
    model_id TEXT PRIMARY KEY,
    create_micros BIGINT NOT NULL,
    latest_version_number BIGINT NOT NULL,
    model_json TEXT NOT NULL
);

CREATE INDEX models_create_micros ON models (create_micros, model_id);

CREATE TABLE model_versions (
    model_id TEXT NOT NULL REFERENCES models (model_id),
    version_number BIGINT NOT NULL,
    version_json TEXT NOT NULL,
    PRIMARY KEY (model_id, version_number)
);

CREATE TABLE aliases (
    model_id TEXT NOT NULL,
    alias_id TEXT NOT NULL,
    version_number BIGINT NOT NULL,
    sequence_number BIGINT NOT NULL,
    update_micros BIGINT NOT NULL,
    PRIMARY KEY (model_id, alias_id),
    FOREIGN KEY (model_id, version_number) REFERENCES model_versions (model_id, version_number)
);

-- The key lets no two moves follow the same one: the history cannot fork.
CREATE TABLE alias_moves (
    model_id TEXT NOT NULL,
    alias_id TEXT NOT NULL,
    sequence_number BIGINT NOT NULL,
    previous_version_number BIGINT,
    version_number BIGINT,
    move_micros BIGINT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (model_id, alias_id, sequence_number)
);

CREATE TABLE deployments (
    deployment_id TEXT PRIMARY KEY,
    deployment_json TEXT NOT NULL
);

-- Which deployments follow which alias.
CREATE TABLE deployment_targets (
    deployment_id TEXT NOT NULL REFERENCES deployments (deployment_id) ON DELETE CASCADE,
    target TEXT NOT NULL,
    PRIMARY KEY (deployment_id, target)
);

CREATE INDEX deployment_targets_target ON deployment_targets (target);

-- Every change of every resource, in order, without gaps.
CREATE TABLE changes (
    revision BIGINT PRIMARY KEY,
    resource TEXT NOT NULL,
    actor TEXT NOT NULL,
    change_json TEXT NOT NULL
);
