-- CreateTable
CREATE TABLE "usher_two_factor" (
    "user" TEXT NOT NULL,
    "since" TIMESTAMP(3),
    "last_step" INTEGER,
    "pending_secret" TEXT,
    "pending_until" TIMESTAMP(3),

    CONSTRAINT "usher_two_factor_pkey" PRIMARY KEY ("user")
);

-- CreateTable
CREATE TABLE "usher_recovery_codes" (
    "hash" TEXT NOT NULL,
    "user" TEXT NOT NULL,

    CONSTRAINT "usher_recovery_codes_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "usher_recovery_codes_user_idx" ON "usher_recovery_codes"("user");

-- AddForeignKey
ALTER TABLE "usher_two_factor" ADD CONSTRAINT "usher_two_factor_user_fkey" FOREIGN KEY ("user") REFERENCES "directus_users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usher_recovery_codes" ADD CONSTRAINT "usher_recovery_codes_user_fkey" FOREIGN KEY ("user") REFERENCES "directus_users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
