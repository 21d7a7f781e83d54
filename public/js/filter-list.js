/** A changed select applies at once; the Apply button is for the search box and for those without scripts. */
export function filterList(form) {
  const apply = form.querySelector('[data-filter-apply]');
  if (apply && !form.querySelector('input[type=search]')) apply.hidden = true;
  form.addEventListener('change', (event) => {
    if (event.target.matches('select')) form.requestSubmit();
  });
  leaveOutEmpty(form);
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
