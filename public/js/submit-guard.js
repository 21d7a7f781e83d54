/** A second press while the first one is on its way does nothing. (The server makes it harmless, too.) */
export function submitGuard(form) {
  let isSending = false;
  form.addEventListener('submit', (event) => {
    if (isSending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    isSending = true;
    event.submitter?.setAttribute('aria-busy', 'true');
    // A download or a lost connection leaves the page as it is: it must be usable again.
    setTimeout(release, 10_000);
  }, true);
  form.addEventListener('turbo:submit-end', release);
  window.addEventListener('pageshow', release);

  function release() {
    isSending = false;
    for (const button of form.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy');
    if (form.id) for (const button of document.querySelectorAll(`[form="${CSS.escape(form.id)}"][aria-busy]`)) button.removeAttribute('aria-busy');
  }
}
