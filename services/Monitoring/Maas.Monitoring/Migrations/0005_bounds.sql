-- Predictions are forgotten by monitor and age, and no more by age alone.
DROP INDEX predictions_minute;
CREATE INDEX predictions_age ON predictions (monitor_id, minute);
