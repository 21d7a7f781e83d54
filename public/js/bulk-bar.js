import { afterMorph } from './after-morph.js';

/** Counts the ticked rows, says so aloud, and stays in sight while there are any. Esc unticks. */
export function bulkBar(bar) {
  const form = bar.closest('form');
  const count = bar.querySelector('[data-bulk-count]');
  const idle = count.textContent;
  const boxes = () => [...form.querySelectorAll('.table__check input[type=checkbox][name]')];
  const all = form.querySelector('[data-select-page]');

  form.addEventListener('change', show);
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !boxes().some((box) => box.checked)) return;
    for (const box of boxes()) box.checked = false;
    show();
  });
  all?.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked;
    show();
  });
  afterMorph(bar, start);
  start();

  function start() {
    if (all) all.hidden = false;
    show();
  }

  function show() {
    const ticked = boxes().filter((box) => box.checked).length;
    bar.classList.toggle('bulk-bar--active', ticked > 0);
    if (all) {
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && !all.checked;
    }
    const text = ticked === 0 ? idle : `${ticked} of ${boxes().length} on this page selected`;
    if (count.textContent !== text) count.textContent = text;
  }
}
