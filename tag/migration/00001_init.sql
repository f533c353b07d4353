-- +goose Up

-- Tags as people define them. A definition is a record; what the kinds other
-- than manual and import come to is worked out anew whenever it is asked for.
CREATE TABLE tag (
    id         INTEGER PRIMARY KEY,
    name_key   TEXT COLLATE BINARY NOT NULL UNIQUE, -- its name in conditions, behind "tag."
    definition TEXT NOT NULL,               -- as JSON
    version    BIGINT NOT NULL,
    computed   BIGINT NOT NULL,             -- the version of which everybody's values are; 0 before the first run
    as_of      BIGINT NOT NULL,             -- when everybody's values were worked out last; 0 for never
    counts     TEXT NOT NULL,               -- how the values lie, as JSON, as of the last run
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

CREATE TABLE tag_version (
    tag        BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    definition TEXT NOT NULL,
    at         BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (tag, version)
) WITHOUT ROWID;

-- All values of a customer in one row. See ADR 14.
CREATE TABLE tag_customer (
    customer INTEGER PRIMARY KEY,
    packed   BLOB NOT NULL
);

-- The values that definitions name, which rows give by number. None of a
-- customer's own texts is ever here.
CREATE TABLE tag_word (
    id   INTEGER PRIMARY KEY,
    word TEXT COLLATE BINARY NOT NULL UNIQUE
);

-- What was said of a customer by hand or by a file. A record.
CREATE TABLE tag_given (
    tag      BIGINT NOT NULL,
    customer BIGINT NOT NULL,               -- the number they had then: a merge changes nothing here
    value    TEXT NOT NULL,                 -- as JSON
    since    BIGINT NOT NULL,
    until    BIGINT NOT NULL,               -- 0 for no end
    actor    TEXT NOT NULL,
    PRIMARY KEY (tag, customer)
) WITHOUT ROWID;
CREATE INDEX tag_given_customer ON tag_given (customer);
CREATE INDEX tag_given_until ON tag_given (until);

-- Customers of whom something was heard, and the newest event of it.
CREATE TABLE tag_due (customer INTEGER PRIMARY KEY, seq BIGINT NOT NULL);

-- What the last runs over everybody found out, as JSON.
CREATE TABLE tag_run (
    id      INTEGER PRIMARY KEY,
    as_of   BIGINT NOT NULL,
    run_at  BIGINT NOT NULL,
    summary TEXT NOT NULL
);

-- One row: how often a run over everybody was asked for and up to which of these
-- one was finished; how often definitions changed; whether the starters are there.
CREATE TABLE tag_state (wanted BIGINT NOT NULL, finished BIGINT NOT NULL, definitions BIGINT NOT NULL, seeded BIGINT NOT NULL);
INSERT INTO tag_state (wanted, finished, definitions, seeded) VALUES (0, 0, 1, 0);
