-- +goose Up

-- How each customer stands: points 0 to 100, -1 for missing. Who has not bought
-- has a rung and no points. Days count from 1970-01-01 in the workspace's zone,
-- months from January 1970.
CREATE TABLE health (
    customer    INTEGER PRIMARY KEY,
    total       BIGINT NOT NULL,
    parts       BLOB NOT NULL,              -- as the month ends are kept: five parts and the rung
    temperature BIGINT NOT NULL,            -- points; -1000 for none
    rung        BIGINT NOT NULL,
    rung_since  BIGINT NOT NULL,
    month       BIGINT NOT NULL,            -- of the last month end kept
    ends        BLOB NOT NULL               -- the last month ends, oldest first
);

-- Customers of whom something weighty was heard, and the newest event of it.
CREATE TABLE health_due (customer INTEGER PRIMARY KEY, seq BIGINT NOT NULL);

-- One row: how often a run over everybody was asked for, and up to which of
-- these one was finished; what people set, as JSON, empty for the defaults.
CREATE TABLE health_state (wanted BIGINT NOT NULL, finished BIGINT NOT NULL, rules TEXT NOT NULL, changed BIGINT NOT NULL, actor TEXT NOT NULL);
INSERT INTO health_state (wanted, finished, rules, changed, actor) VALUES (0, 0, '', 0, '');

-- What the last runs over everybody found out, as JSON.
CREATE TABLE health_run (
    id      INTEGER PRIMARY KEY,
    as_of   BIGINT NOT NULL,
    run_at  BIGINT NOT NULL,
    summary TEXT NOT NULL
);

-- Every alarm that was raised and what came of it. It is a record: nothing
-- derives it again.
CREATE TABLE health_alarm (
    id         INTEGER PRIMARY KEY,
    customer   BIGINT NOT NULL,             -- whose it is now
    origin     BIGINT NOT NULL,             -- whose it was when it was raised
    month      BIGINT NOT NULL,             -- at whose end the three falls were complete
    raised     BIGINT NOT NULL,
    points     BIGINT NOT NULL,             -- the index at that end
    fell       BIGINT NOT NULL,             -- by how many points in three months
    part       TEXT NOT NULL,               -- the part that took most of them
    part_from  BIGINT NOT NULL,
    part_to    BIGINT NOT NULL,
    action     TEXT NOT NULL,
    tier       TEXT NOT NULL,
    value      BIGINT NOT NULL,             -- 12-month value then, minor units
    ends       BLOB NOT NULL,               -- the four month ends
    state      TEXT NOT NULL CHECK (state IN ('open', 'done')),
    assignee   TEXT NOT NULL,
    note       TEXT NOT NULL,
    changed    BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    UNIQUE (origin, month)
);
CREATE INDEX health_alarm_customer ON health_alarm (customer, month);
CREATE INDEX health_alarm_open ON health_alarm (state, value, id);
