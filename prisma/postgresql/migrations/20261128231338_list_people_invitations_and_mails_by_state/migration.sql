-- CreateIndex
CREATE INDEX "directus_users_role_status_email_id_idx" ON "directus_users"("role", "status", "email", "id");

-- CreateIndex
CREATE INDEX "usher_one_time_tokens_open_idx" ON "usher_one_time_tokens"("purpose", "used_at", "ended_at", "created_at", "expires_at");

-- CreateIndex
CREATE INDEX "usher_one_time_tokens_purpose_end_reason_created_at_idx" ON "usher_one_time_tokens"("purpose", "end_reason", "created_at");

-- CreateIndex
CREATE INDEX "usher_outbox_state_created_at_idx" ON "usher_outbox"("state", "created_at");
