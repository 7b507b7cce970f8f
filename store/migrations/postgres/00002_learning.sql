-- +goose Up

-- What a decision was made on, by the number of its journal entry.
CREATE TABLE lessons (
    fair   TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (fair, number)
);

CREATE TABLE outcomes (
    meeting TEXT COLLATE "C" NOT NULL REFERENCES meetings (id),
    company TEXT COLLATE "C" NOT NULL,
    fair    TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (meeting, company)
);

-- Matches that others' new posts brought; told is 0 while a find waits.
CREATE TABLE finds (
    fair    TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    own     TEXT COLLATE "C" NOT NULL REFERENCES posts (id),
    other   TEXT COLLATE "C" NOT NULL REFERENCES posts (id),
    score   BIGINT NOT NULL,
    band    TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    told    BIGINT NOT NULL,
    PRIMARY KEY (own, other)
);
CREATE INDEX finds_company ON finds (fair, company, told);
CREATE INDEX finds_waiting ON finds (fair, company) WHERE told = 0;

-- What a text means, by the model that says so and the SHA-256 of the text: little-endian float32.
CREATE TABLE vectors (
    model  TEXT COLLATE "C" NOT NULL,
    hash   TEXT COLLATE "C" NOT NULL,
    vector BYTEA NOT NULL,
    PRIMARY KEY (model, hash)
);
