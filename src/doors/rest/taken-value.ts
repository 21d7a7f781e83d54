import { RecordNotUniqueError } from '../../platform/errors/errors';
import type { Payload } from './batch';

/** Fields whose value may be said again. Secrets (a static token) stay unsaid. */
const SAID: ReadonlySet<string> = new Set(['id', 'email', 'external_identifier']);

/** Says which value is taken already: the caller sent it, so that gives nothing away. */
export async function sayingWhichIsTaken<T>(payloads: readonly Payload[], write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof RecordNotUniqueError) || error.facts['value'] !== null) throw error;
    const { collection, field } = error.facts as { collection: string; field: string };
    if (!SAID.has(field)) throw error;
    const sent = payloads.map((payload) => payload[field]).filter((value) => typeof value === 'string').map((value) => (field === 'email' ? value.trim().toLowerCase() : value));
    const value = sent.length === 1 ? sent[0] : sent.find((one, index) => sent.indexOf(one) !== index);
    if (value === undefined) throw error;
    throw new RecordNotUniqueError({ collection, field, value: field === 'email' ? `[${value}]` : value });
  }
}
