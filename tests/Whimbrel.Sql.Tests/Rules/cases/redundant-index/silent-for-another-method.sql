CREATE TABLE docs (id bigint PRIMARY KEY, tags text[]);
CREATE INDEX docs_tags_idx ON docs (tags);

-- migration: 2.sql
CREATE INDEX CONCURRENTLY docs_tags_gin ON docs USING gin (tags);
