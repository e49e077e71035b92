-- How far a statement that is cut into batches has come: written in each batch's own transaction.
CREATE TABLE IF NOT EXISTS whimbrel.batches (
    run text NOT NULL,
    version text NOT NULL,
    script text NOT NULL,
    part integer NOT NULL,
    reached text[],
    last text[],
    keys bigint NOT NULL DEFAULT 0,
    rows bigint NOT NULL DEFAULT 0,
    batches bigint NOT NULL DEFAULT 0,
    began_at timestamptz NOT NULL DEFAULT now(),
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run, version, script, part)
) WITH (fillfactor = 50)
