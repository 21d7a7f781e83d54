/** What had the focus when a list was asked for anew: the next page takes it up. */
let left = null;

/** A changed select applies at once; the Apply button is for the search box and for those without scripts. Typing goes on where it stopped. */
export function filterList(form) {
  const apply = form.querySelector('[data-filter-apply]');
  if (apply && !form.querySelector('input[type=search]')) apply.hidden = true;
  form.addEventListener('change', (event) => {
    if (event.target.matches('select')) form.requestSubmit();
  });
  leaveOutEmpty(form);
  // Turbo would scroll to the box; the focus is enough.
  form.setAttribute('action', form.getAttribute('action').split('#')[0]);
  form.addEventListener('submit', () => {
    const { activeElement: element } = document;
    left = form.contains(element) ? { name: element.name, caret: element.type === 'search' ? [element.selectionStart, element.selectionEnd] : null } : null;
  });
}

/** After the list has come: the focus to where it was in the form, and how many there are said aloud. */
export function startFilterLists() {
  document.addEventListener('turbo:load', () => {
    const form = left && document.querySelector('[data-behaviour~="filter-list"]');
    const field = form && (left.name ? form.elements.namedItem(left.name) : form.querySelector('[data-filter-apply]'));
    field?.focus();
    if (left?.caret) field?.setSelectionRange(...left.caret);
    if (field) sayResult(form);
    left = null;
  });
}

/** A moment later: what is there from the beginning is not read out as a change. */
function sayResult(form) {
  const result = form.parentElement.querySelector('[data-filter-result]');
  const list = document.querySelector('.list');
  setTimeout(() => {
    result.textContent = list?.getAttribute('aria-label') ?? '';
  }, 150);
}

/** Short addresses: what is not filtered is not named. */
function leaveOutEmpty(form) {
  form.addEventListener('submit', () => {
    const empty = [...form.elements].filter((element) => element.name && element.value === '' && !element.disabled);
    for (const element of empty) element.disabled = true;
    setTimeout(() => {
      for (const element of empty) element.disabled = false;
    });
  });
}
