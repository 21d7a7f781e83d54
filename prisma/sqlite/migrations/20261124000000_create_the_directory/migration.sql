-- CreateTable
CREATE TABLE "directus_users" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "first_name" TEXT,
    "last_name" TEXT,
    "email" TEXT,
    "email_key" TEXT,
    "password" TEXT,
    "location" TEXT,
    "title" TEXT,
    "description" TEXT,
    "tags" JSONB,
    "avatar" TEXT,
    "language" TEXT,
    "text_direction" TEXT NOT NULL DEFAULT 'auto',
    "tfa_secret" TEXT,
    "email_notifications" BOOLEAN NOT NULL DEFAULT true,
    "appearance" TEXT,
    "theme_light" TEXT,
    "theme_dark" TEXT,
    "theme_light_overrides" JSONB,
    "theme_dark_overrides" JSONB,
    "status" TEXT NOT NULL DEFAULT 'active',
    "role" TEXT,
    "token_hash" TEXT,
    "last_access" DATETIME,
    "last_page" TEXT,
    "provider" TEXT NOT NULL DEFAULT 'default',
    "external_identifier" TEXT,
    "auth_data" JSONB,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "directus_users_role_fkey" FOREIGN KEY ("role") REFERENCES "directus_roles" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "directus_roles" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "icon" TEXT NOT NULL DEFAULT 'supervised_user_circle',
    "description" TEXT,
    "parent" TEXT,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "directus_roles_parent_fkey" FOREIGN KEY ("parent") REFERENCES "directus_roles" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

-- CreateTable
CREATE TABLE "directus_policies" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "icon" TEXT NOT NULL DEFAULT 'badge',
    "description" TEXT,
    "ip_access" TEXT,
    "enforce_tfa" BOOLEAN NOT NULL DEFAULT false,
    "admin_access" BOOLEAN NOT NULL DEFAULT false,
    "app_access" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "directus_access" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "role" TEXT,
    "user" TEXT,
    "policy" TEXT NOT NULL,
    "sort" INTEGER,
    CONSTRAINT "directus_access_role_fkey" FOREIGN KEY ("role") REFERENCES "directus_roles" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "directus_access_user_fkey" FOREIGN KEY ("user") REFERENCES "directus_users" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "directus_access_policy_fkey" FOREIGN KEY ("policy") REFERENCES "directus_policies" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "directus_permissions" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "policy" TEXT NOT NULL,
    "collection" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "permissions" JSONB,
    "validation" JSONB,
    "presets" JSONB,
    "fields" TEXT,
    CONSTRAINT "directus_permissions_policy_fkey" FOREIGN KEY ("policy") REFERENCES "directus_policies" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "directus_sessions" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "user" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "previous_hash" TEXT,
    "rotated_at" DATETIME,
    "expires" DATETIME NOT NULL,
    "signed_in_at" DATETIME NOT NULL,
    "last_used_at" DATETIME NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,
    "origin" TEXT,
    CONSTRAINT "directus_sessions_user_fkey" FOREIGN KEY ("user") REFERENCES "directus_users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "usher_access_tokens" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "session" TEXT NOT NULL,
    "expires" DATETIME NOT NULL,
    CONSTRAINT "usher_access_tokens_session_fkey" FOREIGN KEY ("session") REFERENCES "directus_sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "directus_settings" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT DEFAULT 1,
    "project_name" TEXT NOT NULL DEFAULT 'Usher',
    "project_descriptor" TEXT,
    "project_url" TEXT,
    "project_color" TEXT NOT NULL DEFAULT '#0b6b50',
    "project_logo" TEXT,
    "public_foreground" TEXT,
    "public_background" TEXT,
    "public_favicon" TEXT,
    "public_note" TEXT,
    "default_language" TEXT NOT NULL DEFAULT 'en-US',
    "default_appearance" TEXT NOT NULL DEFAULT 'auto',
    "auth_login_attempts" INTEGER DEFAULT 25,
    "auth_password_policy" TEXT,
    "public_registration" BOOLEAN NOT NULL DEFAULT false,
    "public_registration_verify_email" BOOLEAN NOT NULL DEFAULT true,
    "public_registration_role" TEXT,
    "public_registration_email_filter" JSONB,
    "module_bar" JSONB,
    "custom_css" TEXT,
    "project_id" TEXT,
    "default_save_action" TEXT NOT NULL DEFAULT 'save-and-quit',
    CONSTRAINT "directus_settings_public_registration_role_fkey" FOREIGN KEY ("public_registration_role") REFERENCES "directus_roles" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "directus_activity" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "action" TEXT NOT NULL,
    "user" TEXT,
    "timestamp" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ip" TEXT,
    "user_agent" TEXT,
    "origin" TEXT,
    "collection" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "subject" TEXT,
    "names" JSONB,
    "changes" JSONB,
    "event" TEXT
);

-- CreateTable
CREATE TABLE "directus_revisions" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "activity" INTEGER NOT NULL,
    "collection" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "data" JSONB,
    "delta" JSONB,
    "parent" INTEGER,
    "version" TEXT,
    CONSTRAINT "directus_revisions_activity_fkey" FOREIGN KEY ("activity") REFERENCES "directus_activity" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "usher_one_time_tokens" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "purpose" TEXT NOT NULL,
    "user" TEXT,
    "email_key" TEXT,
    "token_hash" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "used_at" DATETIME,
    "ended_at" DATETIME,
    "end_reason" TEXT,
    "created_by" TEXT,
    "data" JSONB,
    CONSTRAINT "usher_one_time_tokens_user_fkey" FOREIGN KEY ("user") REFERENCES "directus_users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "usher_drafts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "author" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "edits" JSONB NOT NULL,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    CONSTRAINT "usher_drafts_author_fkey" FOREIGN KEY ("author") REFERENCES "directus_users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "usher_outbox" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "template" TEXT NOT NULL,
    "model" JSONB NOT NULL,
    "to_address" TEXT NOT NULL,
    "to_name" TEXT,
    "user" TEXT,
    "token" TEXT,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" DATETIME NOT NULL,
    "leased_until" DATETIME,
    "last_error" TEXT,
    "message_id" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "sent_at" DATETIME
);

-- CreateTable
CREATE TABLE "usher_form_receipts" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "location" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "usher_rate_limits" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "points" INTEGER NOT NULL,
    "expire" DATETIME
);

-- CreateIndex
CREATE UNIQUE INDEX "directus_users_email_key_key" ON "directus_users"("email_key");

-- CreateIndex
CREATE UNIQUE INDEX "directus_users_token_hash_key" ON "directus_users"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "directus_users_external_identifier_key" ON "directus_users"("external_identifier");

-- CreateIndex
CREATE INDEX "directus_users_role_email_idx" ON "directus_users"("role", "email");

-- CreateIndex
CREATE INDEX "directus_users_status_email_idx" ON "directus_users"("status", "email");

-- CreateIndex
CREATE INDEX "directus_users_email_idx" ON "directus_users"("email");

-- CreateIndex
CREATE INDEX "directus_users_last_name_first_name_idx" ON "directus_users"("last_name", "first_name");

-- CreateIndex
CREATE INDEX "directus_users_last_access_idx" ON "directus_users"("last_access");

-- CreateIndex
CREATE INDEX "directus_roles_parent_idx" ON "directus_roles"("parent");

-- CreateIndex
CREATE INDEX "directus_roles_name_idx" ON "directus_roles"("name");

-- CreateIndex
CREATE INDEX "directus_policies_name_idx" ON "directus_policies"("name");

-- CreateIndex
CREATE INDEX "directus_access_role_idx" ON "directus_access"("role");

-- CreateIndex
CREATE INDEX "directus_access_user_idx" ON "directus_access"("user");

-- CreateIndex
CREATE INDEX "directus_access_policy_idx" ON "directus_access"("policy");

-- CreateIndex
CREATE INDEX "directus_permissions_policy_collection_action_idx" ON "directus_permissions"("policy", "collection", "action");

-- CreateIndex
CREATE INDEX "directus_permissions_collection_idx" ON "directus_permissions"("collection");

-- CreateIndex
CREATE UNIQUE INDEX "directus_sessions_token_hash_key" ON "directus_sessions"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "directus_sessions_previous_hash_key" ON "directus_sessions"("previous_hash");

-- CreateIndex
CREATE INDEX "directus_sessions_user_idx" ON "directus_sessions"("user");

-- CreateIndex
CREATE INDEX "directus_sessions_expires_idx" ON "directus_sessions"("expires");

-- CreateIndex
CREATE INDEX "usher_access_tokens_session_idx" ON "usher_access_tokens"("session");

-- CreateIndex
CREATE INDEX "usher_access_tokens_expires_idx" ON "usher_access_tokens"("expires");

-- CreateIndex
CREATE INDEX "directus_activity_timestamp_idx" ON "directus_activity"("timestamp");

-- CreateIndex
CREATE INDEX "directus_activity_user_timestamp_idx" ON "directus_activity"("user", "timestamp");

-- CreateIndex
CREATE INDEX "directus_activity_collection_item_timestamp_idx" ON "directus_activity"("collection", "item", "timestamp");

-- CreateIndex
CREATE INDEX "directus_activity_subject_timestamp_idx" ON "directus_activity"("subject", "timestamp");

-- CreateIndex
CREATE INDEX "directus_revisions_collection_item_idx" ON "directus_revisions"("collection", "item");

-- CreateIndex
CREATE INDEX "directus_revisions_activity_idx" ON "directus_revisions"("activity");

-- CreateIndex
CREATE UNIQUE INDEX "usher_one_time_tokens_token_hash_key" ON "usher_one_time_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "usher_one_time_tokens_user_purpose_idx" ON "usher_one_time_tokens"("user", "purpose");

-- CreateIndex
CREATE INDEX "usher_one_time_tokens_purpose_created_at_idx" ON "usher_one_time_tokens"("purpose", "created_at");

-- CreateIndex
CREATE INDEX "usher_drafts_author_subject_idx" ON "usher_drafts"("author", "subject");

-- CreateIndex
CREATE INDEX "usher_drafts_expires_at_idx" ON "usher_drafts"("expires_at");

-- CreateIndex
CREATE INDEX "usher_outbox_state_next_attempt_at_idx" ON "usher_outbox"("state", "next_attempt_at");

-- CreateIndex
CREATE INDEX "usher_outbox_created_at_idx" ON "usher_outbox"("created_at");

-- CreateIndex
CREATE INDEX "usher_outbox_user_idx" ON "usher_outbox"("user");

-- CreateIndex
CREATE INDEX "usher_outbox_token_idx" ON "usher_outbox"("token");

-- CreateIndex
CREATE INDEX "usher_form_receipts_created_at_idx" ON "usher_form_receipts"("created_at");
