-- +goose Up

-- An order, once anything of it was told. number is ours and dense, so that
-- lines and refunds need not repeat the shop's id. marks holds when each part
-- was last told; money is in minor units of currency.
CREATE TABLE orders (
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    customer     BIGINT NOT NULL,
    origin       BIGINT NOT NULL,
    defined      BIGINT NOT NULL,
    status       TEXT NOT NULL,
    currency     TEXT NOT NULL,
    base         BIGINT NOT NULL,
    total        BIGINT NOT NULL,
    refunded     BIGINT NOT NULL,
    lines        BIGINT NOT NULL,
    ordered_at   BIGINT NOT NULL,
    promised_at  BIGINT NOT NULL,
    shipped_at   BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    cancelled_at BIGINT NOT NULL,
    late         BIGINT NOT NULL,
    channel      TEXT NOT NULL,
    source       TEXT NOT NULL,
    marks        BLOB NOT NULL
);

-- A customer's purchases in order of time, read without touching the rows.
CREATE INDEX orders_history ON orders (customer, ordered_at, number, total, currency, cancelled_at) WHERE defined = 1;
CREATE INDEX orders_time ON orders (ordered_at) WHERE defined = 1;
CREATE INDEX orders_late ON orders (delivered_at) WHERE late = 1;
CREATE INDEX orders_open ON orders (promised_at) WHERE promised_at > 0 AND delivered_at = 0 AND cancelled_at = 0;
CREATE INDEX orders_expected ON orders (customer) WHERE defined = 0;

-- n is the line's place; added says that it came after the order itself.
CREATE TABLE order_line (
    number   BIGINT NOT NULL,
    n        BIGINT NOT NULL,
    id       TEXT NOT NULL,
    product  TEXT NOT NULL,
    name     TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    price    BIGINT NOT NULL,
    total    BIGINT NOT NULL,
    added    BIGINT NOT NULL,
    PRIMARY KEY (number, n)
) WITHOUT ROWID;

-- told_at is the event's time, by which newer news of the same refund is
-- known. items holds the lines of a refund whose amount the order decides.
CREATE TABLE refund (
    number   BIGINT NOT NULL,
    id       TEXT NOT NULL,
    customer BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    told_at  BIGINT NOT NULL,
    currency TEXT NOT NULL,
    minor    BIGINT NOT NULL,
    items    TEXT NOT NULL,
    PRIMARY KEY (number, id)
) WITHOUT ROWID;

CREATE INDEX refund_history ON refund (customer, at, number, currency, minor);

-- Sums by quarter of an hour, from which every zone's days can be made.
CREATE TABLE order_sum (
    quarter  BIGINT NOT NULL,
    currency TEXT NOT NULL,
    orders   BIGINT NOT NULL,
    lines    BIGINT NOT NULL,
    revenue  BIGINT NOT NULL,
    refunds  BIGINT NOT NULL,
    PRIMARY KEY (quarter, currency)
) WITHOUT ROWID;
