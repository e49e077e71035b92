-- Which parts of a script that is more than one transaction are done.
CREATE TABLE IF NOT EXISTS whimbrel.progress (
    run text NOT NULL,
    version text NOT NULL,
    script text NOT NULL,
    part integer NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run, version, script, part)
)
