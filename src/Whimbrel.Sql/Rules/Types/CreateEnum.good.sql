CREATE TABLE document_kinds (name text PRIMARY KEY);
