CREATE SCHEMA "My Schema";
CREATE TYPE "My Schema"."Mood" AS ENUM ('a', 'b');
CREATE TABLE "My Schema"."User" ("Id" int PRIMARY KEY, "select" text UNIQUE, m "My Schema"."Mood", ms "My Schema"."Mood"[]);
CREATE INDEX ON "My Schema"."User" (lower("select"));
