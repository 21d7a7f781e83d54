import { afterMorph } from './after-morph.js';

const SHOWN_MS = 2_000;

/** A button that copies the text beside it, in a field or a list of lines, and says that it did. */
export function copy(element) {
  const field = element.querySelector('input');
  const lines = element.querySelector('[data-copy-lines]');
  const button = element.querySelector('[data-copy]');
  const label = element.querySelector('[data-copy-label]');
  button.hidden = false;
  afterMorph(element, () => (button.hidden = false));
  button.addEventListener('click', async () => {
    if (lines) document.getSelection().selectAllChildren(lines);
    else field.select();
    try {
      await navigator.clipboard.writeText(lines ? [...lines.children].map((line) => line.textContent).join('\n') : field.value);
      label.textContent = 'Copied';
    } catch {
      // Not allowed here: the text is selected, and the person's own keys copy it.
      label.textContent = 'Press Ctrl+C';
    }
    label.setAttribute('role', 'status');
    setTimeout(() => (label.textContent = 'Copy'), SHOWN_MS);
  });
}
