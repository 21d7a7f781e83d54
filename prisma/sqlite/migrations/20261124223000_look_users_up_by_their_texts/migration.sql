-- Every text that a search looks into, with line breaks between them, so that a word never spans two. A migration that makes
-- directus_users anew (SQLite cannot alter much) has to make this column and the triggers anew, too.
ALTER TABLE "directus_users" ADD COLUMN "search_text" TEXT GENERATED ALWAYS AS (
  coalesce("first_name", '') || char(10) || coalesce("last_name", '') || char(10) || coalesce("email", '') || char(10) || coalesce("location", '') || char(10) ||
  coalesce("title", '') || char(10) || coalesce("description", '') || char(10) || coalesce("avatar", '') || char(10) || coalesce("language", '') || char(10) ||
  coalesce("status", '') || char(10) || coalesce("role", '') || char(10) || coalesce("last_page", '') || char(10) || coalesce("provider", '') || char(10) ||
  coalesce("external_identifier", '') || char(10) || coalesce("appearance", '') || char(10) || coalesce("theme_dark", '') || char(10) || coalesce("theme_light", '') || char(10) ||
  coalesce("text_direction", '')
) VIRTUAL;

-- The number of a user in the index. A rowid of directus_users will not do: VACUUM gives those out anew.
CREATE TABLE "usher_user_search_rows" (
    "row" INTEGER PRIMARY KEY,
    "user" TEXT NOT NULL UNIQUE
);

-- Finds candidates only, so the texts themselves are not kept twice.
CREATE VIRTUAL TABLE "usher_user_search" USING fts5("text", content='', contentless_delete=1, tokenize='trigram');

INSERT INTO "usher_user_search_rows" ("user") SELECT "id" FROM "directus_users";
INSERT INTO "usher_user_search" ("rowid", "text") SELECT "row", "search_text" FROM "usher_user_search_rows" JOIN "directus_users" ON "id" = "user";

CREATE TRIGGER "usher_user_search_created" AFTER INSERT ON "directus_users" BEGIN
  INSERT INTO "usher_user_search_rows" ("user") VALUES (new."id");
  INSERT INTO "usher_user_search" ("rowid", "text") SELECT "row", new."search_text" FROM "usher_user_search_rows" WHERE "user" = new."id";
END;

CREATE TRIGGER "usher_user_search_changed" AFTER UPDATE ON "directus_users" WHEN old."search_text" IS NOT new."search_text" BEGIN
  UPDATE "usher_user_search" SET "text" = new."search_text" WHERE "rowid" = (SELECT "row" FROM "usher_user_search_rows" WHERE "user" = old."id");
END;

CREATE TRIGGER "usher_user_search_renamed" AFTER UPDATE OF "id" ON "directus_users" WHEN old."id" IS NOT new."id" BEGIN
  UPDATE "usher_user_search_rows" SET "user" = new."id" WHERE "user" = old."id";
END;

CREATE TRIGGER "usher_user_search_removed" AFTER DELETE ON "directus_users" BEGIN
  DELETE FROM "usher_user_search" WHERE "rowid" = (SELECT "row" FROM "usher_user_search_rows" WHERE "user" = old."id");
  DELETE FROM "usher_user_search_rows" WHERE "user" = old."id";
END;
