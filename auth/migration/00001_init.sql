-- +goose Up

CREATE TABLE workspace (
	id        BIGINT PRIMARY KEY CHECK (id = 1),
	name      TEXT NOT NULL,
	time_zone TEXT NOT NULL,
	currency  TEXT NOT NULL,
	created   BIGINT NOT NULL
);

CREATE TABLE staff (
	id        TEXT PRIMARY KEY,
	email     TEXT NOT NULL UNIQUE,
	name      TEXT NOT NULL,
	role      TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'agent', 'analyst')),
	language  TEXT NOT NULL,
	password  TEXT NOT NULL, -- argon2id in PHC form; empty until it was chosen
	disabled  BIGINT NOT NULL,
	created   BIGINT NOT NULL,
	signed_in BIGINT NOT NULL
);

CREATE TABLE session (
	token   TEXT PRIMARY KEY, -- SHA-256 of the cookie's value
	staff   TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
	data    TEXT NOT NULL,
	created BIGINT NOT NULL,
	used    BIGINT NOT NULL
);
CREATE INDEX session_staff ON session (staff);
CREATE INDEX session_created ON session (created);

-- One-time links: to set up the workspace (no staff), or to choose a password.
CREATE TABLE link (
	token   TEXT PRIMARY KEY, -- SHA-256 of the token
	staff   TEXT REFERENCES staff (id) ON DELETE CASCADE,
	expires BIGINT NOT NULL -- 0: never
);
CREATE INDEX link_staff ON link (staff);

CREATE TABLE api_key (
	id          TEXT PRIMARY KEY,
	name        TEXT NOT NULL,
	prefix      TEXT NOT NULL,
	hash        TEXT NOT NULL UNIQUE, -- SHA-256 of the key
	permissions TEXT NOT NULL,
	created     BIGINT NOT NULL,
	expires     BIGINT NOT NULL, -- 0: never
	used        BIGINT NOT NULL
);

CREATE TABLE source (
	id        TEXT PRIMARY KEY,
	name      TEXT NOT NULL UNIQUE,
	kind      TEXT NOT NULL,
	write_key TEXT NOT NULL UNIQUE,
	secret    TEXT NOT NULL, -- signs webhooks; must be known in full to check them
	origins   TEXT NOT NULL,
	enabled   BIGINT NOT NULL,
	created   BIGINT NOT NULL
);

-- What staff, keys and the system did. Rows are added and never changed.
CREATE TABLE action (
	id          TEXT PRIMARY KEY,
	at          BIGINT NOT NULL,
	actor_kind  TEXT NOT NULL,
	actor_id    TEXT NOT NULL,
	actor_name  TEXT NOT NULL,
	what        TEXT NOT NULL,
	target_kind TEXT NOT NULL,
	target_id   TEXT NOT NULL,
	detail      TEXT NOT NULL
);
CREATE INDEX action_at ON action (at, id);
CREATE INDEX action_target ON action (target_kind, target_id, at);
