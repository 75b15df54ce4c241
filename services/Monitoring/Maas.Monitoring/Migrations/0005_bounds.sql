-- Predictions are forgotten by monitor and age, and no more by age alone.
DROP INDEX predictions_minute;
CREATE INDEX predictions_age ON predictions (monitor_id, minute);

-- The last number of the windows by count that were deleted, so that none is given out again.
CREATE TABLE count_window_numbers (
    monitor_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    slice TEXT NOT NULL,
    last_number BIGINT NOT NULL,
    PRIMARY KEY (monitor_id, model_version, slice)
);
