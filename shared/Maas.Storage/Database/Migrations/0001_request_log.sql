-- Answers of mutations that came with a request id, so that a repeated call gets the first answer back.
CREATE TABLE request_log (
    request_id TEXT NOT NULL,
    method TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    answer_json TEXT NOT NULL,
    create_micros BIGINT NOT NULL,
    PRIMARY KEY (request_id, method)
);

CREATE INDEX request_log_create_micros ON request_log (create_micros);
