-- +goose Up

-- One row an event that belongs to a customer. customer is the number that the
-- event's own identities name (its origin), so a merge changes nothing here.
-- Rows of one part lie together; see package timeline for why there are parts.
CREATE TABLE timeline_event (
    part     BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    time     BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    type     TEXT NOT NULL,
    name     TEXT NOT NULL,
    channel  TEXT NOT NULL,
    source   TEXT NOT NULL,
    order_id TEXT NOT NULL,
    amount   BIGINT NOT NULL,
    currency TEXT NOT NULL,
    own      BIGINT NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (part, customer, time, seq)
) WITHOUT ROWID;

-- The parts that are there. into_part is the part that a part is being moved
-- into, or 0.
CREATE TABLE timeline_part (
    id        INTEGER PRIMARY KEY,
    level     BIGINT NOT NULL,
    events    BIGINT NOT NULL,
    is_open   BIGINT NOT NULL,
    into_part BIGINT NOT NULL
);
