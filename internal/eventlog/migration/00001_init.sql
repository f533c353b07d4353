-- +goose Up

-- A chunk is up to 1,024 events that were appended together. Its first seq
-- numbers its events; body is their compressed envelopes, ids a hash of each
-- messageId, from which the set of known ids is rebuilt at start.
CREATE TABLE log_chunk (
    first_seq INTEGER PRIMARY KEY,
    epoch     BIGINT NOT NULL,
    tx        BIGINT NOT NULL,
    events    BIGINT NOT NULL CHECK (events > 0),
    received  BIGINT NOT NULL,
    ids       BLOB NOT NULL,
    body      BLOB NOT NULL
);

CREATE INDEX log_chunk_position ON log_chunk (epoch, tx, first_seq);

-- The customer of each event of a chunk, given by the first follower.
CREATE TABLE log_owner (
    first_seq INTEGER PRIMARY KEY,
    owners    BLOB NOT NULL
);

-- How far each follower has come. Always the end of a chunk.
CREATE TABLE log_cursor (
    follower TEXT PRIMARY KEY,
    epoch    BIGINT NOT NULL,
    tx       BIGINT NOT NULL,
    seq      BIGINT NOT NULL
);

-- Events that a follower could not apply, and why.
CREATE TABLE log_skip (
    follower TEXT NOT NULL,
    seq      BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (follower, seq)
);

-- One row: which life of the database this is. A restore begins a new one.
CREATE TABLE log_epoch (epoch BIGINT NOT NULL);
INSERT INTO log_epoch (epoch) VALUES (0);

-- Ids inside the window, where several processes append (PostgreSQL). One
-- process keeps them in memory instead and leaves this table empty.
CREATE TABLE log_id (
    hash BLOB PRIMARY KEY,
    seq  BIGINT NOT NULL
);
CREATE INDEX log_id_seq ON log_id (seq);
