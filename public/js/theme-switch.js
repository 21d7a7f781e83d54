/** Changes the appearance at once and without leaving the page; the server is told for the next one. */
export function themeSwitch(form) {
  const show = () => {
    const current = document.documentElement.dataset.appearance;
    for (const button of form.querySelectorAll('button')) button.setAttribute('aria-pressed', String(button.value === current));
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    document.documentElement.dataset.appearance = event.submitter.value;
    show();
    void fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true });
  }, true);
  show();
}
