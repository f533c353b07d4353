-- +goose Up

-- Audiences as people define them. A definition is a record: a rebuild keeps it
-- and works out anew who belongs.
CREATE TABLE audience (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT COLLATE BINARY NOT NULL UNIQUE, -- the name in small letters
    description TEXT NOT NULL,
    text        TEXT NOT NULL,              -- the condition in its one form
    version     BIGINT NOT NULL,            -- counts changes of the condition
    wanted      BIGINT NOT NULL,            -- counts how often its members were to be found anew
    founded     BIGINT NOT NULL,            -- up to which of these they were; 0 before the first
    asked_at    BIGINT NOT NULL,            -- when they were to be found anew last
    founded_at  BIGINT NOT NULL,            -- as of when they were found last
    ranked_at   BIGINT NOT NULL,            -- as of when its ranks stand; 0 without any
    archived_at BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT NOT NULL,
    changed_at  BIGINT NOT NULL,
    changed_by  TEXT NOT NULL,
    step        BIGINT NOT NULL,            -- counts changes of the members
    size        BIGINT NOT NULL
);

CREATE TABLE audience_version (
    audience BIGINT NOT NULL,
    version  BIGINT NOT NULL,
    text     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    PRIMARY KEY (audience, version)
) WITHOUT ROWID;

-- Which audiences a condition asks about. What refers to nothing has no row.
CREATE TABLE audience_reference (
    audience BIGINT NOT NULL,
    target   BIGINT NOT NULL,
    PRIMARY KEY (audience, target)
) WITHOUT ROWID;

-- The members as of a step, as a roaring bitmap, and what has changed since: a
-- change writes one small row, whatever the size of the audience. See ADR 9.
CREATE TABLE audience_base (
    audience INTEGER PRIMARY KEY,
    step     BIGINT NOT NULL,
    members  BLOB NOT NULL
);
CREATE TABLE audience_delta (
    audience BIGINT NOT NULL,
    step     BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    inside   BIGINT NOT NULL,
    PRIMARY KEY (audience, step, customer)
) WITHOUT ROWID;

-- How audiences grew, a row for each day on which something changed. A record.
CREATE TABLE audience_day (
    audience BIGINT NOT NULL,
    day      BIGINT NOT NULL,               -- since 1970-01-01 in the workspace's zone
    size     BIGINT NOT NULL,
    entered  BIGINT NOT NULL,
    gone     BIGINT NOT NULL,
    PRIMARY KEY (audience, day)
) WITHOUT ROWID;

-- Who is to be evaluated again: touched by an event or a score since at, the
-- newest of which was seq.
CREATE TABLE audience_due (
    customer INTEGER PRIMARY KEY,
    seq      BIGINT NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX audience_due_at ON audience_due (at);

-- Who became whom since the last evaluation: customer has what of had.
CREATE TABLE audience_kin (
    seq      BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    of       BIGINT NOT NULL,
    PRIMARY KEY (seq, customer, of)
) WITHOUT ROWID;

-- When time alone can change something about a customer, in any audience.
CREATE TABLE audience_flip (
    customer INTEGER PRIMARY KEY,
    at       BIGINT NOT NULL
);
CREATE INDEX audience_flip_at ON audience_flip (at);

-- The shares and numbers of customers with the largest or smallest values.
CREATE TABLE audience_rank (
    rank    TEXT PRIMARY KEY,               -- the condition as JSON
    at      BIGINT NOT NULL,
    members BLOB NOT NULL
);

CREATE TABLE audience_list (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT COLLATE BINARY NOT NULL UNIQUE,
    description TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT NOT NULL
);
CREATE TABLE audience_listed (
    list     BIGINT NOT NULL,
    customer BIGINT NOT NULL,               -- the number they had then: a merge changes nothing here
    since    BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    PRIMARY KEY (list, customer)
) WITHOUT ROWID;
CREATE INDEX audience_listed_customer ON audience_listed (customer);

-- The words that were met in the log: names of events, their properties, traits.
CREATE TABLE audience_word (
    sort  TEXT COLLATE BINARY NOT NULL,     -- event, property or trait
    event TEXT COLLATE BINARY NOT NULL,     -- of a property
    name  TEXT COLLATE BINARY NOT NULL,
    kind  BIGINT NOT NULL,                  -- as in the language; that of the first value met
    met   BIGINT NOT NULL,                  -- how often, about
    PRIMARY KEY (sort, event, name)
) WITHOUT ROWID;

-- One row. definitions counts changes of what is to be evaluated, stamp every
-- evaluation, so that two at once are found out. Ids are never given twice.
CREATE TABLE audience_state (definitions BIGINT NOT NULL, stamp BIGINT NOT NULL, last_id BIGINT NOT NULL);
INSERT INTO audience_state (definitions, stamp, last_id) VALUES (1, 0, 0);
