-- DropIndex
DROP INDEX "directus_users_role_email_idx";

-- DropIndex
DROP INDEX "directus_users_status_email_idx";

-- DropIndex
DROP INDEX "directus_users_email_idx";

-- DropIndex
DROP INDEX "directus_users_last_name_first_name_idx";

-- DropIndex
DROP INDEX "directus_users_last_access_idx";

-- CreateIndex
CREATE INDEX "directus_users_role_email_id_idx" ON "directus_users"("role", "email", "id");

-- CreateIndex
CREATE INDEX "directus_users_role_first_name_last_name_email_id_idx" ON "directus_users"("role", "first_name", "last_name", "email", "id");

-- CreateIndex
CREATE INDEX "directus_users_status_email_id_idx" ON "directus_users"("status", "email", "id");

-- CreateIndex
CREATE INDEX "directus_users_email_id_idx" ON "directus_users"("email", "id");

-- CreateIndex
CREATE INDEX "directus_users_last_name_first_name_email_id_idx" ON "directus_users"("last_name", "first_name", "email", "id");

-- CreateIndex
CREATE INDEX "directus_users_first_name_last_name_email_id_idx" ON "directus_users"("first_name", "last_name", "email", "id");

-- CreateIndex
CREATE INDEX "directus_users_last_access_id_idx" ON "directus_users"("last_access", "id");
