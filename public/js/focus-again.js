import { afterMorph } from './after-morph.js';

/** A form of one field: after a refusal the focus is in it again, as where the page is loaded. A morph keeps it on the button. */
export function focusAgain(form) {
  afterMorph(form, () => form.querySelector('[autofocus]')?.focus());
}
