const PAUSE_MS = 350;

/** Searches inside a drawer while typing. On a page the Enter key does, so that reading is not interrupted. */
export function liveSearch(element) {
  if (!element.closest('.drawer-host')) return;
  const field = element.querySelector('input');
  const button = element.querySelector('button');
  let searched = field.value;
  let timer;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });

  function search() {
    if (!field.isConnected || field.value === searched) return;
    searched = field.value;
    field.form.requestSubmit(button);
  }
}
