-- What was applied and rolled back: script text, checksums, who, when, how long, in which run.
CREATE TABLE IF NOT EXISTS whimbrel.history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text NOT NULL,
    name text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('applied', 'rolled back')),
    run text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    seconds double precision NOT NULL,
    script text NOT NULL,
    raw_checksum text NOT NULL,
    checksum text NOT NULL,
    checksum_algorithm text NOT NULL,
    git_commit text,
    performed_by text NOT NULL,
    performed_on text NOT NULL,
    data_migrated_at timestamptz
)
