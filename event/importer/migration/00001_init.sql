-- +goose Up

-- What is known of an order or a person that was imported, for good. key and
-- seen are keyed digests, so that nobody can be read from them.
CREATE TABLE import_known (
    key  BLOB PRIMARY KEY,
    seen BLOB NOT NULL
) WITHOUT ROWID;

-- One row: the key of the digests, made at the first import.
CREATE TABLE import_secret (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL
);

-- Imports, by command line and console. task tells which file was read in
-- which way; groups is how many orders or persons were dealt with, for an
-- import that was cut off.
CREATE TABLE import (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    state    TEXT NOT NULL,
    options  TEXT NOT NULL,
    task     TEXT NOT NULL,
    groups   BIGINT NOT NULL,
    progress TEXT NOT NULL,
    result   TEXT NOT NULL,
    fault    TEXT NOT NULL,
    created  BIGINT NOT NULL,
    updated  BIGINT NOT NULL
);
CREATE INDEX import_created ON import (created);
CREATE INDEX import_task ON import (task) WHERE task <> '';
