-- +goose Up

-- Views of lists. owner is the member of staff who saved it.
CREATE TABLE list_view (
    id      TEXT PRIMARY KEY,
    list    TEXT NOT NULL,
    owner   TEXT NOT NULL,
    name    TEXT NOT NULL,
    query   TEXT NOT NULL,
    shared  BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    UNIQUE (list, owner, name)
);
CREATE INDEX list_view_shared ON list_view (list) WHERE shared = 1;
