-- Every text that a search looks into, with line breaks between them, so that a word never spans two. The trigram index on it is made at
-- the start and not here: it needs an extension that the database's owner may not be allowed to have.
ALTER TABLE "directus_users" ADD COLUMN "search_text" TEXT GENERATED ALWAYS AS (
  coalesce("first_name", '') || chr(10) || coalesce("last_name", '') || chr(10) || coalesce("email", '') || chr(10) || coalesce("location", '') || chr(10) ||
  coalesce("title", '') || chr(10) || coalesce("description", '') || chr(10) || coalesce("avatar", '') || chr(10) || coalesce("language", '') || chr(10) ||
  coalesce("status", '') || chr(10) || coalesce("role", '') || chr(10) || coalesce("last_page", '') || chr(10) || coalesce("provider", '') || chr(10) ||
  coalesce("external_identifier", '') || chr(10) || coalesce("appearance", '') || chr(10) || coalesce("theme_dark", '') || chr(10) || coalesce("theme_light", '') || chr(10) ||
  coalesce("text_direction", '')
) STORED;
