/** Keys that one statement may name: databases bound the parameters of a statement, and each number of them is a statement of its own to prepare. */
const KEYS_AT_ONCE = 500;

/** A list of keys in pieces that a statement can take, in order. */
export function chunksOf<T>(keys: readonly T[], size = KEYS_AT_ONCE): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < keys.length; start += size) chunks.push(keys.slice(start, start + size));
  return chunks;
}

/** The answers of one question for each piece, one after the other. */
export async function inChunks<T, Row>(keys: readonly T[], ask: (some: T[]) => Promise<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const some of chunksOf(keys)) rows.push(...(await ask(some)));
  return rows;
}
