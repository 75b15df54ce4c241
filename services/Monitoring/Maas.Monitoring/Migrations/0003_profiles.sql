-- All settings of a monitor, as JSON; '' for the defaults.
ALTER TABLE monitors ADD COLUMN settings_json TEXT NOT NULL DEFAULT '';
UPDATE monitors SET settings_json = '{"drift":' || drift_settings_json || '}' WHERE drift_settings_json <> '';
ALTER TABLE monitors DROP COLUMN drift_settings_json;

-- Baselines are read again: they may hold more than was kept of them. Samples wait until then.
UPDATE monitored_versions SET baseline_state = 0 WHERE baseline_state = 1;
DELETE FROM baselines;

-- Labels seen of a classifier whose baseline names none, as a JSON list in the order in which they came.
ALTER TABLE monitored_versions ADD COLUMN labels_json TEXT NOT NULL DEFAULT '';

-- What one version and slice did from a minute on, over 1, 60 or 1440 minutes: only what can be added up. minute counts from
-- 1970-01-01 UTC; slice is '' for all rows. content is JSON, compressed when it begins with the byte 1.
CREATE TABLE windows (
    monitor_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    slice TEXT NOT NULL,
    span_minutes BIGINT NOT NULL,
    minute BIGINT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (monitor_id, minute, span_minutes, model_version, slice)
);

CREATE INDEX windows_span ON windows (span_minutes, minute);

INSERT INTO windows (monitor_id, model_version, slice, span_minutes, minute, content)
SELECT monitor_id, model_version, '', 1, minute, CAST(content_json AS BLOB) FROM metric_windows;

DROP TABLE metric_windows;

-- Windows of a number of sampled predictions, one after the other; the last of each version and slice is being filled.
CREATE TABLE count_windows (
    monitor_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    slice TEXT NOT NULL,
    sequence_number BIGINT NOT NULL,
    window_size BIGINT NOT NULL,
    sample_count BIGINT NOT NULL,
    begin_minute BIGINT NOT NULL,
    end_minute BIGINT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (monitor_id, model_version, slice, sequence_number)
);

CREATE INDEX count_windows_begin ON count_windows (begin_minute);
CREATE INDEX count_windows_end ON count_windows (end_minute);

-- Values of features that rows are told apart by, in the order in which they came.
CREATE TABLE slice_values (
    monitor_id TEXT NOT NULL,
    feature TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (monitor_id, feature, value)
);

-- Sampled predictions that wait for what comes true, or know it: outcome_json is '' until then.
CREATE TABLE predictions (
    monitor_id TEXT NOT NULL,
    prediction_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    minute BIGINT NOT NULL,
    content_json TEXT NOT NULL,
    outcome_json TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (monitor_id, prediction_id)
);

CREATE INDEX predictions_minute ON predictions (minute);

-- Inputs of single predictions, where a monitor keeps them.
CREATE TABLE payloads (
    monitor_id TEXT NOT NULL,
    minute BIGINT NOT NULL,
    prediction_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    features_json TEXT NOT NULL,
    prediction TEXT NOT NULL,
    expire_micros BIGINT NOT NULL,
    PRIMARY KEY (monitor_id, minute, prediction_id)
);

CREATE INDEX payloads_expire ON payloads (expire_micros);

-- Detectors of changes among outcomes, in the state that the last outcome left them in.
CREATE TABLE outcome_detectors (
    monitor_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    detector TEXT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (monitor_id, model_version)
);
