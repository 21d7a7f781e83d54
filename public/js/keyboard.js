/** Ctrl or Cmd and S saves the top-most layer: the open drawer, otherwise the page. */
export function startKeyboard() {
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const layer = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
    const save = layer.querySelector('[data-save]') ?? layer.querySelector('.page-header__actions .button--primary[type=submit]');
    if (!save) return;
    event.preventDefault();
    save.click();
  });
}
