-- When traffic counts as drifted, as JSON; '' for the defaults. settings_revision counts the changes.
ALTER TABLE monitors ADD COLUMN drift_settings_json TEXT NOT NULL DEFAULT '';
ALTER TABLE monitors ADD COLUMN settings_revision BIGINT NOT NULL DEFAULT 0;
