CREATE TABLE dataset_schema (
    dataset_id TEXT NOT NULL PRIMARY KEY REFERENCES dataset (id),
    schema_json TEXT NOT NULL
);
