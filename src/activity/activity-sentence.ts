import { EVENTS, isActivityEvent } from './activity.actions';

/** A piece of a sentence: plain words, or a name with what it belonged to (so that a page can link it while it exists). */
export type SentencePart = { readonly text: string; readonly name?: false } | { readonly text: string; readonly name: true; readonly collection: string | null; readonly id: string | null };

/** Names as the row keeps them. */
export type StoredNames = Record<string, { name: string; collection?: string; id?: string } | string | null | undefined>;

/** What a row says, from its event and the names kept in it. Rows without a known event (older, or foreign) get a plain sentence. */
export function activitySentence(row: { event: string | null; action: string; collection: string; item: string; names: StoredNames | null }): SentencePart[] {
  const names = row.names ?? {};
  const template = isActivityEvent(row.event) ? EVENTS[row.event].sentence : `{actor} did “${row.action}” on ${row.collection} ${row.item}`;
  return join(withoutEmptyOptions(template, names).split(/(\{[a-z_]+\})/).map((piece) => partFor(piece, names)));
}

/** Of what somebody did to others they may not read the names; that it was they themselves they know. */
export function withOwnName<T extends { readonly user: string | null; readonly names: StoredNames | null }>(rows: readonly T[], viewer: { readonly user: string | null; readonly name: string }): T[] {
  return rows.map((row) => (row.names === null && row.user !== null && row.user === viewer.user ? { ...row, names: { actor: { name: viewer.name, collection: 'directus_users', id: row.user } } } : row));
}

export function sentenceText(parts: readonly SentencePart[]): string {
  return parts.map((part) => part.text).join('');
}

function withoutEmptyOptions(template: string, names: StoredNames): string {
  return template.replace(/\[([^\]]*)\]/g, (_, inside: string) => {
    const missing = [...inside.matchAll(/\{([a-z_]+)\}/g)].some(([, key]) => !names[key!]);
    return missing ? '' : inside;
  });
}

function partFor(piece: string, names: StoredNames): SentencePart {
  const key = /^\{([a-z_]+)\}$/.exec(piece)?.[1];
  if (!key) return { text: piece };
  const named = names[key];
  if (!named) return { text: key === 'actor' ? 'Somebody' : 'something' };
  if (typeof named === 'string') return { text: named, name: true, collection: null, id: null };
  return { text: named.name, name: true, collection: named.collection ?? null, id: named.id ?? null };
}

function join(parts: SentencePart[]): SentencePart[] {
  return parts.filter((part) => part.text !== '');
}
