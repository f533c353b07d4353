-- +goose Up

-- One row a customer who bought: the history as the models see it, the place
-- among all, and what is expected. Days count from 1970-01-01 in the
-- workspace's zone; money is minor units of the main currency.
CREATE TABLE score (
    customer    INTEGER PRIMARY KEY,
    as_of       BIGINT NOT NULL,
    first_day   BIGINT NOT NULL,
    last_day    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,              -- when the last order was placed
    last_gap    BIGINT NOT NULL,              -- days between the last two occasions; 0 with one
    occasions   BIGINT NOT NULL,
    orders      BIGINT NOT NULL,
    monetary    BIGINT NOT NULL,
    spend       DOUBLE PRECISION NOT NULL,    -- mean of repeat occasions, major units
    r           BIGINT NOT NULL,
    f           BIGINT NOT NULL,
    m           BIGINT NOT NULL,
    modelled    BIGINT NOT NULL,
    level       TEXT NOT NULL,                -- of the churn risk; empty where the models cannot tell
    alive       DOUBLE PRECISION NOT NULL,
    any_order   DOUBLE PRECISION NOT NULL,
    any_fresh   DOUBLE PRECISION NOT NULL,
    gap         DOUBLE PRECISION NOT NULL,
    next_order  DOUBLE PRECISION NOT NULL,
    ahead       DOUBLE PRECISION NOT NULL,
    basket      DOUBLE PRECISION NOT NULL,
    value       BIGINT NOT NULL,
    value_low   BIGINT NOT NULL,
    value_high  BIGINT NOT NULL,
    tier        TEXT NOT NULL,
    tier_since  BIGINT NOT NULL,
    stage       TEXT NOT NULL,
    stage_since BIGINT NOT NULL
);

-- Customers whose scores are to be worked out again soon.
CREATE TABLE score_due (customer INTEGER PRIMARY KEY);

-- One row: how new the newest event is; how often a run over everybody was
-- asked for, and up to which of these one was finished.
CREATE TABLE score_state (newest BIGINT NOT NULL, wanted BIGINT NOT NULL, finished BIGINT NOT NULL);
INSERT INTO score_state (newest, wanted, finished) VALUES (0, 0, 0);

-- Every run over all customers: the fitted models and what they were judged by.
CREATE TABLE score_run (
    id        INTEGER PRIMARY KEY,
    as_of     BIGINT NOT NULL,
    run_at    BIGINT NOT NULL,
    customers BIGINT NOT NULL,
    fitted    TEXT NOT NULL
);

-- The tier and stage of each customer at the end of each month.
CREATE TABLE score_month (
    month    BIGINT NOT NULL,                 -- year × 12 + month - 1
    customer BIGINT NOT NULL,
    tier     TEXT NOT NULL,
    stage    TEXT NOT NULL,
    value    BIGINT NOT NULL,
    PRIMARY KEY (month, customer)
) WITHOUT ROWID;

-- One row: the rules that people set, as JSON.
CREATE TABLE score_rules (rules TEXT NOT NULL, changed BIGINT NOT NULL);
