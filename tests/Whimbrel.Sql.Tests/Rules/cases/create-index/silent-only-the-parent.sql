CREATE INDEX i ON ONLY events (at);
