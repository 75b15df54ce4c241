-- The last numbers that were given out.
CREATE TABLE alert_counters (
    counter TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO alert_counters (counter, value) VALUES ('revision', 0);
INSERT INTO alert_counters (counter, value) VALUES ('etag', 0);
INSERT INTO alert_counters (counter, value) VALUES ('audit', 0);
INSERT INTO alert_counters (counter, value) VALUES ('delivery', 0);

CREATE TABLE alert_rules (
    rule_id TEXT NOT NULL PRIMARY KEY,
    rule_json TEXT NOT NULL
);

-- Up to where each rule has looked at a monitor: minutes since 1970-01-01 UTC.
CREATE TABLE alert_evaluations (
    rule_id TEXT NOT NULL,
    monitor_id TEXT NOT NULL,
    end_minute BIGINT NOT NULL,
    PRIMARY KEY (rule_id, monitor_id)
);

-- state: 1 pending, 2 firing, 3 resolved. has_news: 1 when webhooks may have to be told. resolve_micros: 0 before.
CREATE TABLE alerts (
    alert_id TEXT NOT NULL PRIMARY KEY,
    rule_id TEXT NOT NULL,
    monitor_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    slice TEXT NOT NULL,
    state BIGINT NOT NULL,
    has_fired BIGINT NOT NULL,
    has_news BIGINT NOT NULL,
    resolve_micros BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    alert_json TEXT NOT NULL
);

-- One at a time.
CREATE UNIQUE INDEX alerts_open ON alerts (rule_id, monitor_id, model_version, slice) WHERE state <> 3;
CREATE UNIQUE INDEX alerts_revision ON alerts (revision);
CREATE INDEX alerts_has_news ON alerts (monitor_id) WHERE has_news = 1;
CREATE INDEX alerts_resolve_micros ON alerts (resolve_micros);

CREATE TABLE silences (
    silence_id TEXT NOT NULL PRIMARY KEY,
    end_micros BIGINT NOT NULL,
    silence_json TEXT NOT NULL
);

CREATE INDEX silences_end_micros ON silences (end_micros);

-- The secret is kept as it is: it is needed to sign.
CREATE TABLE webhooks (
    webhook_id TEXT NOT NULL PRIMARY KEY,
    webhook_json TEXT NOT NULL
);

-- Messages that webhooks have not taken yet, in the order in which they were made.
CREATE TABLE alert_deliveries (
    sequence_number BIGINT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL,
    monitor_id TEXT NOT NULL,
    next_micros BIGINT NOT NULL,
    delivery_json TEXT NOT NULL
);

CREATE INDEX alert_deliveries_next_micros ON alert_deliveries (next_micros);
CREATE INDEX alert_deliveries_order ON alert_deliveries (webhook_id, monitor_id, sequence_number);

-- Actions that are not done yet, by their place in the alert.
CREATE TABLE alert_actions (
    alert_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    next_micros BIGINT NOT NULL,
    action_json TEXT NOT NULL,
    PRIMARY KEY (alert_id, place)
);

CREATE INDEX alert_actions_next_micros ON alert_actions (next_micros);

CREATE TABLE monitoring_audit_events (
    sequence_number BIGINT NOT NULL PRIMARY KEY,
    create_micros BIGINT NOT NULL,
    actor TEXT NOT NULL,
    method TEXT NOT NULL,
    resource TEXT NOT NULL,
    message TEXT NOT NULL
);

CREATE INDEX monitoring_audit_events_create_micros ON monitoring_audit_events (create_micros);
