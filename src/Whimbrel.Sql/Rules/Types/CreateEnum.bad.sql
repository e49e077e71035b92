CREATE TYPE document_kind AS ENUM ('invoice', 'receipt');
