/**
 * Shows what is loaded into the frame "drawer" in a dialog over the page. The dialog is made here: without scripts the same
 * addresses are pages. Focus goes in, stays in (the dialog is modal), and comes back to what opened it.
 */
export function startDrawer() {
  let opener = null;
  let isDone = false;
  let typed = null;

  document.addEventListener('turbo:load', () => {
    ensureHost();
    if (!isDone) return;
    isDone = false;
    counterpart(opener)?.focus();
  });
  document.addEventListener('turbo:render', ensureHost);
  ensureHost();

  document.addEventListener('click', (event) => {
    const target = event.target.closest('[data-turbo-frame="drawer"]');
    if (target && !target.closest('.drawer-host')) opener = target;
    const closer = event.target.closest('[data-drawer-close]');
    const host = closer?.closest('.drawer-host');
    if (!host) return;
    event.preventDefault();
    host.close();
  }, true);

  document.addEventListener('turbo:before-frame-render', (event) => {
    if (!hostOf(event.target)) return;
    prefixIds(event.detail.newFrame);
    typed = event.target.contains(document.activeElement) && document.activeElement.type === 'search' ? document.activeElement.value : null;
  });

  document.addEventListener('turbo:frame-render', (event) => {
    const host = hostOf(event.target);
    if (!host) return;
    if (!host.open) host.showModal();
    focusFirst(host, typed);
  });

  // The answer has no drawer: the step is done, and the answer is the page to show.
  document.addEventListener('turbo:frame-missing', (event) => {
    if (event.target.id !== 'drawer') return;
    event.preventDefault();
    const host = hostOf(event.target);
    // Somebody may have come to the drawer's own address: then it is the page, and there is nothing to close.
    if (host) {
      isDone = true;
      document.dispatchEvent(new Event('drawer:done'));
      host.close();
    }
    void event.detail.visit(event.detail.response);
  });

  for (const name of ['turbo:before-fetch-request', 'turbo:before-fetch-response']) {
    document.addEventListener(name, (event) => {
      const host = hostOf(event.target.closest?.('turbo-frame'));
      host?.toggleAttribute('data-waiting', name === 'turbo:before-fetch-request');
    });
  }

  function ensureHost() {
    if (document.querySelector('turbo-frame#drawer')) return;
    const host = document.createElement('dialog');
    host.className = 'drawer-host';
    host.dataset.turboTemporary = '';
    host.setAttribute('aria-labelledby', 'drawer-drawer-title');
    const frame = document.createElement('turbo-frame');
    frame.id = 'drawer';
    host.append(frame);
    host.addEventListener('close', () => {
      frame.removeAttribute('src');
      frame.replaceChildren();
      (opener?.isConnected ? opener : document.querySelector('main'))?.focus();
    });
    // A press on the page behind closes, as Esc does; a drag that only ends there does not.
    host.addEventListener('mousedown', (event) => {
      if (event.target !== host) return;
      // Otherwise the press takes the focus that closing gives back.
      event.preventDefault();
      host.close();
    });
    document.body.append(host);
  }
}

function hostOf(frame) {
  return frame?.id === 'drawer' ? frame.closest('.drawer-host') : null;
}

/** The page behind may have the same ids. */
function prefixIds(frame) {
  const prefixed = (id) => `drawer-${id}`;
  const ids = new Set([...frame.querySelectorAll('[id]')].map((element) => element.id));
  for (const element of frame.querySelectorAll('[id]')) element.id = prefixed(element.id);
  for (const attribute of ['for', 'form', 'list', 'aria-describedby', 'aria-labelledby', 'aria-controls']) {
    for (const element of frame.querySelectorAll(`[${attribute}]`)) {
      element.setAttribute(attribute, element.getAttribute(attribute).split(' ').map((id) => (ids.has(id) ? prefixed(id) : id)).join(' '));
    }
  }
  for (const link of frame.querySelectorAll('a[href^="#"]')) {
    const id = link.getAttribute('href').slice(1);
    if (ids.has(id)) link.setAttribute('href', `#${prefixed(id)}`);
  }
}

/** Mistakes first, or an answer; then the search box, with what was typed while the answer was on its way; then the first field. */
function focusFirst(host, typed) {
  const search = host.querySelector('input[type=search]');
  const target = host.querySelector('.error-summary')
    ?? host.querySelector('[data-drawer-focus]')
    ?? search
    ?? host.querySelector('.drawer__body :is(input:not([type=hidden]), select, textarea)')
    ?? host.querySelector('.drawer__foot button');
  (chosenOf(target) ?? target)?.focus();
  if (!search || target !== search) return;
  if (typed !== null && typed !== search.value) {
    search.value = typed;
    search.dispatchEvent(new Event('input', { bubbles: true }));
  }
  search.setSelectionRange(search.value.length, search.value.length);
}

/** Arrow keys go on from the choice that stands, so a group is entered there. */
function chosenOf(target) {
  return target?.type === 'radio' ? target.form?.querySelector(`input[type=radio][name="${CSS.escape(target.name)}"]:checked`) : null;
}

/** On the next page: the button that does the same as the one that opened the drawer (what it says may have changed), or the link that says the same. */
function counterpart(opener) {
  const openers = [...document.querySelectorAll('[data-turbo-frame="drawer"]')];
  const text = opener?.textContent.trim();
  return (opener?.value && openers.find(({ name, value }) => name === opener.name && value === opener.value)) || openers.find((element) => element.textContent.trim() === text);
}
