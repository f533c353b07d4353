-- +goose Up

-- The answers of requests that carried an Idempotency-Key, kept for a day.
-- status 0: the request is under way until "until".
CREATE TABLE repeat (
	actor   TEXT NOT NULL,
	key     TEXT NOT NULL,
	request BLOB NOT NULL,
	status  BIGINT NOT NULL,
	headers TEXT NOT NULL,
	body    BLOB NOT NULL,
	until   BIGINT NOT NULL,
	PRIMARY KEY (actor, key)
);
CREATE INDEX repeat_until ON repeat (until);
