-- +goose Up

-- What a decision was made on, by the number of its journal entry.
CREATE TABLE lessons (
    fair   TEXT    NOT NULL,
    number INTEGER NOT NULL,
    body   TEXT    NOT NULL,
    PRIMARY KEY (fair, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcomes (
    meeting TEXT NOT NULL REFERENCES meetings (id),
    company TEXT NOT NULL,
    fair    TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (meeting, company)
) STRICT, WITHOUT ROWID;

-- Matches that others' new posts brought; told is 0 while a find waits.
CREATE TABLE finds (
    fair    TEXT    NOT NULL,
    company TEXT    NOT NULL,
    own     TEXT    NOT NULL REFERENCES posts (id),
    other   TEXT    NOT NULL REFERENCES posts (id),
    score   INTEGER NOT NULL,
    band    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    told    INTEGER NOT NULL,
    PRIMARY KEY (own, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX finds_company ON finds (fair, company, told);
CREATE INDEX finds_waiting ON finds (fair, company) WHERE told = 0;

-- What a text means, by the model that says so and the SHA-256 of the text: little-endian float32.
CREATE TABLE vectors (
    model  TEXT NOT NULL,
    hash   TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, hash)
) STRICT, WITHOUT ROWID;
