import { choice, refuseOthers, textOrNull, type FormBody } from './form-reader';

/** The conflict page as it was answered: whose values are to stand, and which of theirs were shown, by subject. */
export interface ConflictForm {
  readonly draft: string | null;
  readonly then: 'mine' | 'theirs';
  readonly theirs: ReadonlyMap<string, string | null>;
}

const KEYS = new Set(['_csrf', '_form', 'draft', 'then', 'theirs']);

export function parseConflictForm(body: FormBody): ConflictForm {
  refuseOthers(body, KEYS);
  // Browsers send line ends as two characters, and what was stored has one.
  const shown = typeof body['theirs'] === 'object' && body['theirs'] !== null ? body['theirs'] : {};
  return {
    draft: textOrNull(body, 'draft'),
    then: choice(body, 'then', ['mine', 'theirs']),
    theirs: new Map(Object.entries(shown).map(([subject, value]) => [subject, typeof value === 'string' && value !== '' ? value.replace(/\r\n?/g, '\n') : null])),
  };
}
