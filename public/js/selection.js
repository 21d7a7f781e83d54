/** Shift and click ticks a range. */
export function selection(list) {
  let last = null;
  list.addEventListener('click', (event) => {
    if (!event.target.matches('input[type=checkbox]')) return;
    const boxes = [...list.querySelectorAll('input[type=checkbox]:not(:disabled)')];
    if (event.shiftKey && last?.isConnected) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((a, b) => a - b);
      for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
      list.dispatchEvent(new Event('change', { bubbles: true }));
    }
    last = event.target;
  });
}
