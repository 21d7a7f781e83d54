export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A list of [value, words], and of { label, options } for a group of such. */
export function choice(options, value, label) {
  const optionOf = ([key, words]) => make('option', { value: key, textContent: words });
  const select = make('select', { className: 'input input--small' }, ...options.map((one) => (one.options ? make('optgroup', { label: one.label }, ...one.options.map(optionOf)) : optionOf(one))));
  select.value = value;
  select.setAttribute('aria-label', label);
  return select;
}

export function selectBox(select, className = '') {
  return make('span', { className: `select ${className}` }, select, icon('chevron-down'));
}

/** One line to type in. `data-gap` while it is not finished, for whoever asks whether all is. */
export function lineInput(label, value, set, { type = 'text', isFinished = (text) => text !== '' } = {}) {
  const input = make('input', { className: 'input input--small', type, value: String(value), autocomplete: 'off', spellcheck: false });
  input.setAttribute('aria-label', label);
  if (type === 'number') input.step = 'any';
  const tell = () => input.toggleAttribute('data-gap', !isFinished(input.value));
  tell();
  input.addEventListener('input', () => {
    set(input.value);
    tell();
  });
  return input;
}

export function textButton(words, act, name, isFirst = false) {
  const button = make('button', { type: 'button', className: 'button button--small button--quiet' }, icon(name), make('span', { className: 'button__label', textContent: words }));
  button.toggleAttribute('data-add', isFirst);
  button.addEventListener('click', act);
  return button;
}

export function iconButton(words, act) {
  const button = make('button', { type: 'button', className: 'button button--small button--quiet button--icon', title: words }, icon('x'), make('span', { className: 'hidden-visually', textContent: words }));
  button.addEventListener('click', act);
  return button;
}

export function asGroupOf(element, label) {
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', label);
  return element;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}
