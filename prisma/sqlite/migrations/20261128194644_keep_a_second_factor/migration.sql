-- CreateTable
CREATE TABLE "usher_two_factor" (
    "user" TEXT NOT NULL PRIMARY KEY,
    "since" DATETIME,
    "last_step" INTEGER,
    "pending_secret" TEXT,
    "pending_until" DATETIME,
    CONSTRAINT "usher_two_factor_user_fkey" FOREIGN KEY ("user") REFERENCES "directus_users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "usher_recovery_codes" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "user" TEXT NOT NULL,
    CONSTRAINT "usher_recovery_codes_user_fkey" FOREIGN KEY ("user") REFERENCES "directus_users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "usher_recovery_codes_user_idx" ON "usher_recovery_codes"("user");
