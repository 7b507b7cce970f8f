-- +goose Up

-- Ids and times are kept as the domain writes them: 36 characters, milliseconds.
-- "" is the zero id. body is the record as JSON; other columns are what is looked up.
-- Text is ordered by its bytes (COLLATE "C"), as SQLite orders it.

CREATE TABLE fairs (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    slug     TEXT COLLATE "C" NOT NULL UNIQUE,
    starts   TEXT COLLATE "C" NOT NULL,
    body     TEXT NOT NULL
);

CREATE TABLE companies (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    body     TEXT NOT NULL
);

CREATE TABLE participations (
    fair    TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL REFERENCES companies (id),
    ref     TEXT COLLATE "C" NOT NULL,
    role    TEXT COLLATE "C" NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (fair, company)
);
CREATE UNIQUE INDEX participations_ref ON participations (fair, ref) WHERE ref <> '';
CREATE INDEX participations_company ON participations (company);

CREATE TABLE people (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    email    TEXT COLLATE "C" NOT NULL UNIQUE, -- in lower case
    name     TEXT COLLATE "C" NOT NULL,
    password TEXT COLLATE "C" NOT NULL DEFAULT '',
    touched  BIGINT NOT NULL DEFAULT 0, -- counts locks: an update is the one lock both databases know
    body     TEXT NOT NULL
);

CREATE TABLE grants (
    person  TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    fair    TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    role    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (person, fair, company, role)
);
CREATE INDEX grants_fair ON grants (fair, company, person);

CREATE TABLE tokens (
    hash    TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    person  TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    next    TEXT COLLATE "C" NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (hash, purpose)
);
CREATE INDEX tokens_expires ON tokens (expires);

CREATE TABLE places (
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    fair    TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    label   TEXT COLLATE "C" NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL,
    hall    TEXT COLLATE "C" NOT NULL,
    seats   BIGINT NOT NULL,
    UNIQUE (fair, label)
);
CREATE INDEX places_company ON places (fair, company);

CREATE TABLE rates (
    fair     TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    rate     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (fair, currency)
);

CREATE TABLE posts (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision    BIGINT NOT NULL,
    fair        TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    company     TEXT COLLATE "C" NOT NULL,
    side        TEXT COLLATE "C" NOT NULL,
    ref         TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    valid_until TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    UNIQUE (fair, number),
    FOREIGN KEY (fair, company) REFERENCES participations (fair, company)
);
CREATE UNIQUE INDEX posts_ref ON posts (fair, side, ref) WHERE ref <> '';
CREATE INDEX posts_company ON posts (fair, company, number);
CREATE INDEX posts_state ON posts (fair, state, side);
CREATE INDEX posts_due ON posts (fair, valid_until) WHERE state = 'open' AND valid_until <> '';

CREATE TABLE post_numbers (
    fair   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);

CREATE TABLE wishes (
    fair    TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    own     TEXT COLLATE "C" NOT NULL REFERENCES posts (id),
    other   TEXT COLLATE "C" NOT NULL REFERENCES posts (id),
    level   TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (fair, company, own, other)
);

CREATE TABLE blocks (
    fair    TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    blocked TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (fair, company, blocked)
);

CREATE TABLE meetings (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision     BIGINT NOT NULL,
    fair         TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL,
    from_company TEXT COLLATE "C" NOT NULL,
    to_company   TEXT COLLATE "C" NOT NULL,
    asked        TEXT COLLATE "C" NOT NULL,
    place        TEXT COLLATE "C" NOT NULL,
    start_at     BIGINT NOT NULL,
    expires      BIGINT NOT NULL,
    updated      BIGINT NOT NULL,
    body         TEXT NOT NULL
);
CREATE INDEX meetings_from ON meetings (fair, from_company, to_company);
CREATE INDEX meetings_to ON meetings (fair, to_company);
CREATE INDEX meetings_state ON meetings (fair, state);
CREATE INDEX meetings_start ON meetings (fair, start_at) WHERE start_at > 0;
CREATE INDEX meetings_due ON meetings (expires) WHERE state = 'proposed';

-- Nobody and nothing is booked twice: the primary key says no.
CREATE TABLE bookings (
    resource TEXT COLLATE "C" NOT NULL,
    atom     BIGINT NOT NULL,
    meeting  TEXT COLLATE "C" NOT NULL REFERENCES meetings (id),
    fair     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (resource, atom)
);
CREATE INDEX bookings_meeting ON bookings (meeting);
CREATE INDEX bookings_fair ON bookings (fair, atom);

CREATE TABLE pictures (
    hash  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    type  TEXT COLLATE "C" NOT NULL,
    bytes BYTEA   NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    at    BIGINT NOT NULL
);

CREATE TABLE replies (
    person  TEXT COLLATE "C" NOT NULL,
    key     TEXT COLLATE "C" NOT NULL,
    request TEXT COLLATE "C" NOT NULL,
    status  BIGINT NOT NULL,
    body    BYTEA   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX replies_at ON replies (at);

CREATE TABLE journal_heads (
    fair   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);

CREATE TABLE journal (
    fair       TEXT COLLATE "C" NOT NULL,
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    revision   BIGINT NOT NULL,
    actor      TEXT COLLATE "C" NOT NULL,
    recipients TEXT COLLATE "C" NOT NULL, -- ids, joined by commas
    PRIMARY KEY (fair, number)
);

CREATE TABLE inbox (
    fair   TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (fair, person, number)
);

CREATE TABLE cursors (
    follower TEXT COLLATE "C" NOT NULL,
    fair     TEXT COLLATE "C" NOT NULL,
    number   BIGINT NOT NULL,
    PRIMARY KEY (follower, fair)
);

CREATE TABLE leases (
    name    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    holder  TEXT COLLATE "C" NOT NULL,
    expires BIGINT NOT NULL
);
