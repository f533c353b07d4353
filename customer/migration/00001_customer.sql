-- +goose Up

-- One row a number that was ever given. A merge makes one number an alias of
-- another and changes nothing else; whatever is known stands under the number
-- whose identities named it (its origin). What follows listing describes the
-- customer together with all its aliases.
CREATE TABLE customer (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('person', 'company')),
    alias_of    BIGINT NOT NULL DEFAULT 0 CHECK (alias_of <> id),
    erased_at   BIGINT NOT NULL DEFAULT 0,
    firmness    BIGINT NOT NULL,             -- of its firmest identity: 1 weak, 2 firm, 3 known
    listing     BIGINT NOT NULL,             -- 0 hidden (alias, erased), 1 person, 2 company, 3 visitor
    name        TEXT NOT NULL DEFAULT '',
    name_key    TEXT COLLATE BINARY NOT NULL DEFAULT '~', -- how the name is sorted; none comes last
    email       TEXT NOT NULL DEFAULT '',
    email_fault TEXT NOT NULL DEFAULT '',
    phone       TEXT NOT NULL DEFAULT '',
    phone_fault TEXT NOT NULL DEFAULT '',
    city        TEXT NOT NULL DEFAULT '',
    locale      TEXT NOT NULL DEFAULT '',
    birthday    TEXT NOT NULL DEFAULT ''     -- MM-DD or YYYY-MM-DD
);

CREATE INDEX customer_alias ON customer (alias_of) WHERE alias_of <> 0;
CREATE INDEX customer_by_name ON customer (name_key, id) WHERE listing = 1;
CREATE INDEX customer_by_city ON customer (city, id) WHERE listing = 1 AND city <> '';

-- What changes with what a customer does, again one row a number: narrow, so
-- that a hundred thousand changes share pages, and with few indexes, because
-- every change moves their entries. A list that is sorted by another column goes
-- through these rows. The scores are written by package metric.
CREATE TABLE customer_list (
    id          INTEGER PRIMARY KEY,
    listing     BIGINT NOT NULL,             -- as in customer
    first_seen  BIGINT NOT NULL,
    last_seen   BIGINT NOT NULL,             -- the beginning of the hour
    scored_as_of BIGINT NOT NULL DEFAULT 0,
    stage       TEXT NOT NULL DEFAULT '',
    tier        TEXT NOT NULL DEFAULT '',
    r           BIGINT NOT NULL DEFAULT 0,
    f           BIGINT NOT NULL DEFAULT 0,
    m           BIGINT NOT NULL DEFAULT 0,
    orders      BIGINT NOT NULL DEFAULT 0,
    revenue     BIGINT NOT NULL DEFAULT 0,   -- minor units of the workspace's currency
    value       BIGINT NOT NULL DEFAULT 0,   -- expected in the next twelve months, likewise
    value_low   BIGINT NOT NULL DEFAULT 0,
    value_high  BIGINT NOT NULL DEFAULT 0,
    order90     DOUBLE PRECISION NOT NULL DEFAULT 0,
    churn       DOUBLE PRECISION NOT NULL DEFAULT 0,
    churn_level TEXT NOT NULL DEFAULT '',
    last_order  BIGINT NOT NULL DEFAULT 0,
    next_order  BIGINT NOT NULL DEFAULT 0
);

-- The list's usual order, what customers are counted by, and who is new.
-- Visitors are not in them.
CREATE INDEX customer_list_value ON customer_list (value, id) WHERE listing = 1;
CREATE INDEX customer_list_words ON customer_list (stage, tier, churn_level) WHERE listing = 1;
CREATE INDEX customer_list_first ON customer_list (first_seen, id) WHERE listing = 1;
CREATE INDEX customer_list_company ON customer_list (id) WHERE listing = 2;

-- First and last times that are not in customer_list yet: packed, some thousand
-- a row, the newest last. See seen.go.
CREATE TABLE customer_seen (
    id    INTEGER PRIMARY KEY,
    spans BLOB NOT NULL
);

-- The ways to recognise a customer. A blocked one is shared by many and
-- identifies nobody any more; an allowed one never becomes blocked again.
CREATE TABLE identity (
    kind     TEXT NOT NULL,
    value    TEXT COLLATE BINARY NOT NULL,
    customer BIGINT NOT NULL,
    since    BIGINT NOT NULL,
    standing TEXT NOT NULL DEFAULT '' CHECK (standing IN ('', 'blocked', 'allowed')),
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;
CREATE INDEX identity_customer ON identity (customer);
CREATE INDEX identity_standing ON identity (standing, kind, value) WHERE standing <> '';

-- Who else used a customer's identity: enough of them, and it is blocked.
CREATE TABLE identity_claim (
    kind     TEXT NOT NULL,
    value    TEXT NOT NULL,
    customer BIGINT NOT NULL,
    PRIMARY KEY (kind, value, customer)
) WITHOUT ROWID;

-- Every merge, with its cause, and its undoing. At most one merge of a number
-- into another stands at a time; customer.alias_of repeats it. Two identities
-- cause a merge: the one that led to the other customer, and the one it came
-- with. The id is made of the causing event's seq, so a rebuild gives it again.
CREATE TABLE customer_merge (
    id            INTEGER PRIMARY KEY,
    from_customer BIGINT NOT NULL,
    into_customer BIGINT NOT NULL,
    cause         TEXT NOT NULL CHECK (cause IN ('identity', 'alias', 'staff')),
    kind          TEXT NOT NULL,
    value         TEXT NOT NULL,
    with_kind     TEXT NOT NULL,
    with_value    TEXT NOT NULL,
    event         TEXT NOT NULL,
    actor         TEXT NOT NULL,
    time          BIGINT NOT NULL,
    undone_at     BIGINT NOT NULL DEFAULT 0,
    undone_by     TEXT NOT NULL DEFAULT '',
    undone_cause  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX customer_merge_from ON customer_merge (from_customer);
CREATE INDEX customer_merge_into ON customer_merge (into_customer);
CREATE INDEX customer_merge_identity ON customer_merge (kind, value) WHERE undone_at = 0;
CREATE INDEX customer_merge_with ON customer_merge (with_kind, with_value) WHERE undone_at = 0;

-- Two numbers that a person has said are not the same customer. a < b.
CREATE TABLE customer_apart (
    a BIGINT NOT NULL,
    b BIGINT NOT NULL,
    PRIMARY KEY (a, b)
) WITHOUT ROWID;

-- Two numbers that may be the same customer, for people to decide. a < b.
CREATE TABLE customer_duplicate (
    a     BIGINT NOT NULL,
    b     BIGINT NOT NULL,
    kind  TEXT NOT NULL,
    value TEXT NOT NULL,
    event TEXT NOT NULL,
    time  BIGINT NOT NULL,
    PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX customer_duplicate_b ON customer_duplicate (b);
CREATE INDEX customer_duplicate_identity ON customer_duplicate (kind, value);

-- The traits that sources told, by origin: {"name": {"v": value, "t": time, "s": seq}}.
CREATE TABLE customer_trait (
    customer INTEGER PRIMARY KEY,
    traits   TEXT NOT NULL
);

-- What other domains know about a customer; value is JSON.
CREATE TABLE customer_attribute (
    customer BIGINT NOT NULL,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (customer, name)
) WITHOUT ROWID;

CREATE TABLE customer_member (
    customer BIGINT NOT NULL,
    company  BIGINT NOT NULL,
    since    BIGINT NOT NULL,
    PRIMARY KEY (customer, company)
) WITHOUT ROWID;
CREATE INDEX customer_member_company ON customer_member (company);

-- The words of names, and every tail of a run of Chinese characters, so that
-- the beginning of a token finds any part of a name.
CREATE TABLE customer_token (
    token    TEXT COLLATE BINARY NOT NULL,
    customer BIGINT NOT NULL,
    PRIMARY KEY (token, customer)
) WITHOUT ROWID;

-- One row: where the resolver goes on. stamp changes with every batch, so that
-- a resolver knows when what it remembers is no longer so.
CREATE TABLE customer_resolver (
    next_customer BIGINT NOT NULL,
    stamp         BIGINT NOT NULL
);
INSERT INTO customer_resolver (next_customer, stamp) VALUES (1, 0);

-- Decisions, which no rebuild takes away: which numbers were erased, and keyed
-- digests of the identities that may not come back.
CREATE TABLE customer_erased (
    customer   INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    alias_of   BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL
);
CREATE TABLE customer_tombstone (
    digest   TEXT PRIMARY KEY,
    customer BIGINT NOT NULL
);
CREATE TABLE customer_tombstone_key (secret BLOB NOT NULL);
