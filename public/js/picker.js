/** Says at the foot of the drawer how many are ticked, those on other pages among them. */
export function picker(list) {
  const elsewhere = Number(list.dataset.pickedElsewhere);
  const form = list.closest('form');
  const label = form?.querySelector('[data-save] .button__label');
  const note = form?.querySelector('.drawer__note');

  list.addEventListener('change', () => {
    const count = elsewhere + list.querySelectorAll('input[type=checkbox]:checked').length;
    if (label) label.textContent = count === 0 ? 'Add users' : `Add ${count} ${count === 1 ? 'user' : 'users'}`;
    if (note) note.textContent = count === 0 ? 'Nobody selected' : `${count} ${count === 1 ? 'person' : 'people'} selected`;
  });
}
