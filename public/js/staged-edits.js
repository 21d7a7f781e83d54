const PAUSE_MS = 400;
const KEPT = new Set(['name', 'icon', 'description', 'parent', 'app_access', 'admin_access', 'enforce_tfa', 'ip_access']);

/** Stages what was typed as soon as its field is left, so that the strip tells of it and a lost session does not lose it. */
export function stagedEdits(form) {
  let timer;
  form.addEventListener('change', (event) => {
    if (!KEPT.has(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void keep(form), PAUSE_MS);
  });
  // Enter in the search is a press of its button, which leaves the list as it was in the browser's history.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target.type !== 'search') return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('[name="step"][value="search"]'));
  });
  // A button sends what was typed itself; a copy that arrives after a save would stage it anew.
  form.addEventListener('submit', () => clearTimeout(timer), true);
}

async function keep(form) {
  if (!form.isConnected || form.querySelector('[aria-busy="true"]')) return;
  const body = new URLSearchParams(new FormData(form));
  body.set('step', 'keep');
  // No answer, no harm: the next button sends it again.
  const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/vnd.turbo-stream.html' }, redirect: 'manual' }).catch(() => null);
  if (response?.ok && form.isConnected) window.Turbo.renderStreamMessage(await response.text());
}

/** What streams do beyond Turbo's own actions: the page's address names the draft, and a drawer that is done closes. */
export function startStagedEdits(Turbo) {
  Turbo.StreamActions.address = function address() {
    Turbo.navigator.history.replace(new URL(this.getAttribute('href'), document.baseURI));
  };
  Turbo.StreamActions.close_drawer = function closeDrawer() {
    document.dispatchEvent(new Event('drawer:done'));
    document.querySelector('.drawer-host[open]')?.close();
  };
}
