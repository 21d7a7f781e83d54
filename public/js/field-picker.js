import { afterMorph } from './after-morph.js';

/** Over a long list of boxes: a search, all and none of what it shows, and how many are ticked. */
export function fieldPicker(list) {
  const boxes = () => [...list.querySelectorAll('input[type=checkbox]')];
  const search = Object.assign(document.createElement('input'), { type: 'text', className: 'input input--small', placeholder: 'Search fields', autocomplete: 'off' });
  search.setAttribute('aria-label', 'Search fields');
  const count = Object.assign(document.createElement('span'), { className: 'rule__count' });
  count.setAttribute('role', 'status');
  const bar = Object.assign(document.createElement('div'), { className: 'rule__picker' });
  bar.append(search, button('All', true), button('None', false), count);
  afterMorph(list, start);

  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    for (const box of boxes()) box.closest('label').hidden = !`${box.closest('label').textContent} ${box.value}`.toLowerCase().includes(wanted);
  });
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  list.addEventListener('change', tell);
  start();

  function start() {
    list.prepend(bar);
    tell();
  }

  function tell() {
    count.textContent = `${boxes().filter((box) => box.checked).length} of ${boxes().length}`;
  }

  function button(words, checked) {
    const element = Object.assign(document.createElement('button'), { type: 'button', className: 'button button--small button--quiet', textContent: words });
    element.setAttribute('aria-label', `${words} of the fields shown`);
    element.addEventListener('click', () => {
      for (const box of boxes()) if (!box.closest('label').hidden) box.checked = checked;
      tell();
    });
    return element;
  }
}
