import { afterMorph } from './after-morph.js';

const SHOWN_MS = 2_000;

/** A button that copies the text beside it, and says that it did. */
export function copy(element) {
  const field = element.querySelector('input');
  const button = element.querySelector('[data-copy]');
  const label = element.querySelector('[data-copy-label]');
  button.hidden = false;
  afterMorph(element, () => (button.hidden = false));
  button.addEventListener('click', async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      label.textContent = 'Copied';
    } catch {
      // Not allowed here: the text is selected, and the person's own keys copy it.
      label.textContent = 'Press Ctrl+C';
    }
    label.setAttribute('role', 'status');
    setTimeout(() => (label.textContent = 'Copy'), SHOWN_MS);
  });
}
