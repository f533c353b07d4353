-- +goose Up

-- What the last run found wrong: where to look, not what stands there. What is
-- wrong is looked up when it is shown, so nothing personal is kept here, and
-- what was mended meanwhile is not shown.
CREATE TABLE quality_fault (
    customer BIGINT NOT NULL,
    kind     BIGINT NOT NULL,             -- of package check
    other    BIGINT NOT NULL,             -- the possible duplicate; 0 for other kinds
    reason   TEXT NOT NULL,
    at       BIGINT NOT NULL,             -- when the message came back; 0 for other kinds
    source   TEXT NOT NULL,               -- who told it; empty when that is not known
    value    BIGINT NOT NULL,             -- 12-month value of whom it concerns, minor units
    since    BIGINT NOT NULL,
    hidden   BIGINT NOT NULL,             -- 1 when people have dismissed it
    PRIMARY KEY (customer, kind, other)
) WITHOUT ROWID;
CREATE INDEX quality_fault_worth ON quality_fault (value, customer, kind, other) WHERE hidden = 0;
CREATE INDEX quality_fault_kind ON quality_fault (kind, value, customer, other) WHERE hidden = 0;

-- What people said is right as it is. A record: nothing derives it again. The
-- digest is of the value it was said about: another one is judged anew.
CREATE TABLE quality_dismissal (
    id        INTEGER PRIMARY KEY,
    customer  BIGINT NOT NULL,
    kind      BIGINT NOT NULL,
    digest    TEXT NOT NULL,
    reason    TEXT NOT NULL,
    at        BIGINT NOT NULL,
    actor     TEXT NOT NULL,
    undone_at BIGINT NOT NULL,
    undone_by TEXT NOT NULL
);
CREATE INDEX quality_dismissal_customer ON quality_dismissal (customer);

-- One row: what people set, as JSON, empty for the defaults.
CREATE TABLE quality_state (rules TEXT NOT NULL, changed BIGINT NOT NULL, actor TEXT NOT NULL);
INSERT INTO quality_state (rules, changed, actor) VALUES ('', 0, '');

-- What each run found out, as JSON: the last ones, and the last of each month.
CREATE TABLE quality_run (
    id      INTEGER PRIMARY KEY,
    run_at  BIGINT NOT NULL,
    month   BIGINT NOT NULL,              -- months since January 1970 in the workspace's zone
    summary TEXT NOT NULL
);
