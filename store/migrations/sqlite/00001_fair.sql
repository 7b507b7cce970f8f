-- +goose Up

-- Ids and times are kept as the domain writes them: 36 characters, milliseconds.
-- "" is the zero id. body is the record as JSON; other columns are what is looked up.

CREATE TABLE fairs (
    id       TEXT    NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    slug     TEXT    NOT NULL UNIQUE,
    starts   TEXT    NOT NULL,
    body     TEXT    NOT NULL
) STRICT;

CREATE TABLE companies (
    id       TEXT    NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    body     TEXT    NOT NULL
) STRICT;

CREATE TABLE participations (
    fair    TEXT NOT NULL,
    company TEXT NOT NULL REFERENCES companies (id),
    ref     TEXT NOT NULL,
    role    TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (fair, company)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX participations_ref ON participations (fair, ref) WHERE ref <> '';
CREATE INDEX participations_company ON participations (company);

CREATE TABLE people (
    id       TEXT    NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    email    TEXT    NOT NULL UNIQUE, -- in lower case
    name     TEXT    NOT NULL,
    password TEXT    NOT NULL DEFAULT '',
    touched  INTEGER NOT NULL DEFAULT 0, -- counts locks: an update is the one lock both databases know
    body     TEXT    NOT NULL
) STRICT;

CREATE TABLE grants (
    person  TEXT NOT NULL REFERENCES people (id),
    fair    TEXT NOT NULL,
    company TEXT NOT NULL,
    role    TEXT NOT NULL,
    PRIMARY KEY (person, fair, company, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_fair ON grants (fair, company, person);

CREATE TABLE tokens (
    hash    TEXT    NOT NULL,
    purpose TEXT    NOT NULL,
    person  TEXT    NOT NULL REFERENCES people (id),
    next    TEXT    NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (hash, purpose)
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_expires ON tokens (expires);

CREATE TABLE places (
    id      TEXT    NOT NULL PRIMARY KEY,
    fair    TEXT    NOT NULL,
    company TEXT    NOT NULL,
    label   TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    hall    TEXT    NOT NULL,
    seats   INTEGER NOT NULL,
    UNIQUE (fair, label)
) STRICT;
CREATE INDEX places_company ON places (fair, company);

CREATE TABLE rates (
    fair     TEXT NOT NULL,
    currency TEXT NOT NULL,
    rate     TEXT NOT NULL,
    PRIMARY KEY (fair, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE posts (
    id          TEXT    NOT NULL PRIMARY KEY,
    revision    INTEGER NOT NULL,
    fair        TEXT    NOT NULL,
    number      INTEGER NOT NULL,
    company     TEXT    NOT NULL,
    side        TEXT    NOT NULL,
    ref         TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    valid_until TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (fair, number),
    FOREIGN KEY (fair, company) REFERENCES participations (fair, company)
) STRICT;
CREATE UNIQUE INDEX posts_ref ON posts (fair, side, ref) WHERE ref <> '';
CREATE INDEX posts_company ON posts (fair, company, number);
CREATE INDEX posts_state ON posts (fair, state, side);
CREATE INDEX posts_due ON posts (fair, valid_until) WHERE state = 'open' AND valid_until <> '';

CREATE TABLE post_numbers (
    fair   TEXT    NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE wishes (
    fair    TEXT    NOT NULL,
    company TEXT    NOT NULL,
    own     TEXT    NOT NULL REFERENCES posts (id),
    other   TEXT    NOT NULL REFERENCES posts (id),
    level   TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (fair, company, own, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
    fair    TEXT    NOT NULL,
    company TEXT    NOT NULL,
    blocked TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (fair, company, blocked)
) STRICT, WITHOUT ROWID;

CREATE TABLE meetings (
    id           TEXT    NOT NULL PRIMARY KEY,
    revision     INTEGER NOT NULL,
    fair         TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    from_company TEXT    NOT NULL,
    to_company   TEXT    NOT NULL,
    asked        TEXT    NOT NULL,
    place        TEXT    NOT NULL,
    start_at     INTEGER NOT NULL,
    expires      INTEGER NOT NULL,
    updated      INTEGER NOT NULL,
    body         TEXT    NOT NULL
) STRICT;
CREATE INDEX meetings_from ON meetings (fair, from_company, to_company);
CREATE INDEX meetings_to ON meetings (fair, to_company);
CREATE INDEX meetings_state ON meetings (fair, state);
CREATE INDEX meetings_start ON meetings (fair, start_at) WHERE start_at > 0;
CREATE INDEX meetings_due ON meetings (expires) WHERE state = 'proposed';

-- Nobody and nothing is booked twice: the primary key says no.
CREATE TABLE bookings (
    resource TEXT    NOT NULL,
    atom     INTEGER NOT NULL,
    meeting  TEXT    NOT NULL REFERENCES meetings (id),
    fair     TEXT    NOT NULL,
    PRIMARY KEY (resource, atom)
) STRICT, WITHOUT ROWID;
CREATE INDEX bookings_meeting ON bookings (meeting);
CREATE INDEX bookings_fair ON bookings (fair, atom);

CREATE TABLE pictures (
    hash  TEXT    NOT NULL PRIMARY KEY,
    type  TEXT    NOT NULL,
    bytes BLOB    NOT NULL,
    owner TEXT    NOT NULL,
    at    INTEGER NOT NULL
) STRICT;

CREATE TABLE replies (
    person  TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    request TEXT    NOT NULL,
    status  INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) STRICT;
CREATE INDEX replies_at ON replies (at);

CREATE TABLE journal_heads (
    fair   TEXT    NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    fair       TEXT    NOT NULL,
    number     INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    recipients TEXT    NOT NULL, -- ids, joined by commas
    PRIMARY KEY (fair, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    fair   TEXT    NOT NULL,
    person TEXT    NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (fair, person, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursors (
    follower TEXT    NOT NULL,
    fair     TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    PRIMARY KEY (follower, fair)
) STRICT, WITHOUT ROWID;

CREATE TABLE leases (
    name    TEXT    NOT NULL PRIMARY KEY,
    holder  TEXT    NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
