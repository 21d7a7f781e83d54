import { defineConfig } from 'prisma/config';

const provider = process.env.USHER_SCHEMA ?? (process.env.DATABASE_URL?.startsWith('postgres') ? 'postgresql' : 'sqlite');

export default defineConfig({
  schema: `prisma/${provider}/schema.prisma`,
  migrations: { path: `prisma/${provider}/migrations` },
  datasource: { url: process.env.DATABASE_URL ?? 'file:./data/usher.db' },
});
