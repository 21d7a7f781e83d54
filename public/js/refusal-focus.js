/**
 * A refusal that is a page of its own (the link was used meanwhile) takes the focus that the button had, which is gone: from its heading on
 * it is read. Where a form comes back, or a page names what is to be read first, that has the focus.
 */
export function startRefusalFocus() {
  let isRefused = false;

  document.addEventListener('turbo:before-fetch-response', ({ target, detail }) => {
    isRefused = target.matches?.('form') === true && detail.fetchResponse.statusCode >= 400;
  });
  document.addEventListener('turbo:render', () => {
    if (!isRefused || document.activeElement !== document.body || document.querySelector('main [autofocus]')) return;
    const heading = document.querySelector('main h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus();
  });
}
