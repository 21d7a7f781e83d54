import { afterMorph } from './after-morph.js';

/** Shows and hides a password; hidden again when it is sent, so that the browser keeps it as one. */
export function showPassword(element) {
  const field = element.querySelector('input');
  const button = element.querySelector('[data-show-password]');
  const name = button.getAttribute('aria-label').replace(/^Show /, '');
  reveal();
  afterMorph(element, reveal);
  button.addEventListener('click', () => show(field.type === 'password'));
  field.form?.addEventListener('submit', () => show(false));

  function reveal() {
    button.hidden = false;
    show(false);
  }

  function show(isShown) {
    field.type = isShown ? 'text' : 'password';
    button.textContent = isShown ? 'Hide' : 'Show';
    button.setAttribute('aria-label', `${isShown ? 'Hide' : 'Show'} ${name}`);
    button.setAttribute('aria-pressed', String(isShown));
  }
}
