-- +goose Up

-- What came in and could not be taken, with the reason.
CREATE TABLE quarantine (
	id           TEXT PRIMARY KEY, -- of source and bytes: the same bad event sent again is the same row
	source       TEXT NOT NULL,
	kind         TEXT NOT NULL, -- the call's type where the address told it; 'batch' for the body of a whole batch; else empty
	reason       TEXT NOT NULL,
	field        TEXT NOT NULL,
	name         TEXT NOT NULL, -- the event's name, or its type
	event        TEXT NOT NULL, -- the id that the event gets when it is replayed
	user_id      TEXT NOT NULL,
	anonymous_id TEXT NOT NULL,
	first        BIGINT NOT NULL, -- when it came in first
	latest       BIGINT NOT NULL, -- when it came in last
	times        BIGINT NOT NULL, -- how often it came in
	sent         BIGINT NOT NULL, -- when the client says that it sent it; 0 for unknown
	size         BIGINT NOT NULL, -- bytes, as sent
	raw          BLOB NOT NULL, -- what was sent; its beginning when it was too long to keep
	state        TEXT NOT NULL CHECK (state IN ('open', 'replayed')),
	replayed     BIGINT NOT NULL -- when; 0 for not yet
);
CREATE INDEX quarantine_state ON quarantine (state, latest, id);
CREATE INDEX quarantine_latest ON quarantine (latest, id);
CREATE INDEX quarantine_user ON quarantine (user_id);
CREATE INDEX quarantine_anonymous ON quarantine (anonymous_id);

-- How much came in, by source and hour.
CREATE TABLE intake_hour (
	source    TEXT NOT NULL,
	hour      BIGINT NOT NULL, -- when it begins, in microseconds
	taken     BIGINT NOT NULL, -- events that are now in the log
	repeated  BIGINT NOT NULL, -- events that were there already
	refused   BIGINT NOT NULL, -- events that went to the quarantine
	forgotten BIGINT NOT NULL, -- events of erased customers, which are dropped
	latest    BIGINT NOT NULL, -- when the last event came in
	PRIMARY KEY (source, hour)
) WITHOUT ROWID;
