import { afterMorph } from './after-morph.js';
import { readRule, Unshowable, writeRule } from './rule-model.js';

const OTHER = 'other';
const VALUE = 'value';

/**
 * A rule as rows: field, operator, value, in groups of which all or any have to hold. The text area stays what is sent and is
 * written with each change; what is typed into it comes back into the rows, unless they cannot show it.
 */
export function ruleBuilder(element) {
  const offer = JSON.parse(element.dataset.offer);
  const text = element.querySelector('textarea');
  const rows = make('div', { className: 'builder__rows' });
  const note = make('p', { className: 'builder__note' });
  note.setAttribute('role', 'status');
  const shows = { builder: modeButton('Builder'), json: modeButton('JSON') };
  let rule = null;

  const modes = make('div', { className: 'builder__modes' }, shows.builder, shows.json);
  modes.setAttribute('role', 'group');
  modes.setAttribute('aria-label', `How to edit: ${element.dataset.label}`);

  shows.builder.addEventListener('click', () => show('builder'));
  shows.json.addEventListener('click', () => show('json'));
  text.addEventListener('input', read);
  element.addEventListener('keydown', (event) => {
    // Enter would press the form's first button; here it only ends a value.
    if (event.key === 'Enter' && event.target.matches('input')) event.preventDefault();
  });
  // On the document, so that it is asked before anybody takes the form for sent.
  document.addEventListener('submit', function refuse(event) {
    if (!element.isConnected) return document.removeEventListener('submit', refuse, true);
    if (event.target !== text.form || event.submitter?.value !== 'apply') return;
    const gap = element.dataset.mode === 'builder' && element.offsetParent !== null ? rows.querySelector('[data-gap]') : null;
    if (!gap) return;
    // An unfinished condition must neither be saved nor silently left out: either could let more through than was meant.
    event.preventDefault();
    event.stopImmediatePropagation();
    say('A condition is not finished. Fill it in, or remove it.', true);
    gap.focus();
  }, true);

  afterMorph(element, start);
  start();

  function start() {
    element.querySelector('.field').before(modes, rows, note);
    read();
    show(rule === null ? 'json' : 'builder');
  }

  function show(mode) {
    if (mode === 'builder' && rule === null) return shows.json.focus();
    element.dataset.mode = mode;
    shows.builder.setAttribute('aria-pressed', String(mode === 'builder'));
    shows.json.setAttribute('aria-pressed', String(mode === 'json'));
    rows.hidden = mode !== 'builder';
  }

  function read() {
    try {
      rule = readRule(text.value, offer);
      say('');
      draw();
    } catch (error) {
      rule = null;
      rows.replaceChildren();
      say(error instanceof Unshowable ? `The builder cannot show this rule: ${error.message}. It stays JSON.` : 'This is not JSON yet, so the builder cannot show it.');
      show('json');
    }
    shows.builder.disabled = rule === null;
  }

  function write() {
    text.value = writeRule(rule);
    say('');
  }

  function say(words, isBad = false) {
    note.textContent = words;
    note.classList.toggle('builder__note--bad', isBad);
  }

  function draw(focus) {
    rows.replaceChildren(groupBox(rule, null));
    if (focus) (rows.querySelector(`[data-at="${focus}"]`) ?? rows.querySelector('[data-add]'))?.focus();
  }

  /** After a change of the rows themselves; `focus` is the place that has the keyboard next. */
  function changed(focus, words) {
    write();
    draw(focus);
    say(words);
  }

  function groupBox(group, parent, at = '0') {
    const box = make('div', { className: `builder__group${parent ? ' builder__group--inner' : ''}` });
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', parent ? 'Group of conditions' : element.dataset.label);
    if (group.items.length > 1 || parent) {
      const which = choice([['all', 'all of these'], ['any', 'any of these']], group.all ? 'all' : 'any', parent ? 'What of this group has to hold' : 'What has to hold');
      which.addEventListener('change', () => {
        group.all = which.value === 'all';
        write();
      });
      box.append(make('div', { className: 'builder__head' }, make('span', { textContent: 'Holds where' }), selectBox(which), ...(parent ? [iconButton('Remove this group', () => remove(group, parent))] : [])));
    } else if (group.items.length === 0) box.append(make('p', { className: 'builder__none', textContent: element.dataset.none }));
    group.items.forEach((item, index) => box.append(item.items ? groupBox(item, group, `${at}-${index}`) : conditionRow(item, group, `${at}-${index}`, index)));
    box.append(make('div', { className: 'builder__actions' },
      textButton('Add condition', () => {
        group.items.push(blank());
        changed(`${at}-${group.items.length - 1}`, 'Condition added');
      }, 'plus', true),
      textButton('Add group', () => {
        group.items.push({ all: !group.all, items: [blank()] });
        changed(`${at}-${group.items.length - 1}-0`, 'Group added');
      }, 'folder'),
    ));
    return box;
  }

  function conditionRow(item, group, at, index) {
    const row = make('div', { className: 'builder__row' });
    row.setAttribute('role', 'group');
    row.setAttribute('aria-label', `Condition ${index + 1}`);
    const field = fieldPicker(item, at, () => fill());
    row.append(field);
    fill();
    return row;

    function fill() {
      while (row.children.length > 1) row.lastChild.remove();
      const words = operatorsOf(item.path);
      const operators = words.includes(item.operator) ? words : [item.operator, ...words];
      const operator = choice(operators.map((word) => [word, offer.words[word]]), item.operator, 'Comparison');
      operator.addEventListener('change', () => {
        item.value = carried(item, operator.value);
        item.operator = operator.value;
        settle(item);
        write();
        fill();
        row.querySelector('select[aria-label="Comparison"]').focus();
      });
      row.append(selectBox(operator), ...operand(item), iconButton(`Remove condition ${index + 1}`, () => remove(item, group)));
    }
  }

  function fieldPicker(item, at, refill) {
    const known = offer.fields.map(({ path, label }) => [path, label]);
    if (known.length === 0) {
      const input = make('input', { className: 'input input--small builder__field', value: item.path, spellcheck: false, autocomplete: 'off' });
      input.setAttribute('aria-label', 'Field');
      input.placeholder = 'Field, or path.to.it';
      input.dataset.at = at;
      input.toggleAttribute('data-gap', item.path === '');
      input.addEventListener('input', () => {
        item.path = input.value.trim();
        input.toggleAttribute('data-gap', item.path === '');
        write();
      });
      return input;
    }
    const select = choice(known.some(([path]) => path === item.path) ? known : [[item.path, item.path], ...known], item.path, 'Field');
    select.dataset.at = at;
    select.addEventListener('change', () => {
      const before = typeOf(item.path);
      item.path = select.value;
      const words = operatorsOf(item.path);
      if (!words.includes(item.operator)) {
        item.value = carried(item, words[0]);
        item.operator = words[0];
      }
      // A value of another kind would be shown as one thing and sent as another.
      if (typeOf(item.path) !== before && !isVariable(item.value)) item.value = EMPTY[offer.takes[item.operator]];
      settle(item);
      write();
      refill();
    });
    return selectBox(select, 'builder__field');
  }

  /** What the field is compared with: a value of its kind, or a variable. */
  function operand(item) {
    const shape = offer.takes[item.operator];
    if (shape === 'flag') return [];
    if (shape === 'pair') return [0, 1].map((side) => valueInput(item, side === 0 ? 'From' : 'To', () => item.value[side], (value) => (item.value = Object.assign([...item.value], { [side]: value }))));
    const offered = offer.variables.some(({ value }) => value === item.value);
    const kind = choice([[VALUE, shape === 'list' ? 'these values' : 'this value'], ...offer.variables.map(({ value, label }) => [value, `${label} (${value})`]), [OTHER, 'another variable']], !isVariable(item.value) ? VALUE : offered ? item.value : OTHER, 'Compare with');
    const holder = make('span', { className: 'builder__value' });
    kind.addEventListener('change', () => {
      item.value = kind.value === VALUE ? EMPTY[shape] : kind.value === OTHER ? '$CURRENT_USER.' : kind.value;
      settle(item);
      write();
      fill();
      holder.querySelector('input, textarea, select')?.focus();
    });
    fill();
    return [selectBox(kind, 'builder__kind'), holder];

    function fill() {
      const set = (value) => (item.value = value);
      holder.replaceChildren(
        ...(kind.value === OTHER ? [plainInput('Variable', item.value, set)]
          : kind.value !== VALUE ? []
            : shape === 'list' ? [listInput(item)]
              : [valueInput(item, 'Value', () => item.value, set)]),
      );
      holder.hidden = holder.children.length === 0;
    }
  }

  function valueInput(item, label, get, set) {
    const type = typeOf(item.path);
    if (type === 'boolean' && typeof get() === 'boolean') {
      const select = choice([['true', 'Yes'], ['false', 'No']], String(get()), label);
      select.addEventListener('change', () => {
        set(select.value === 'true');
        write();
      });
      return selectBox(select);
    }
    const isDate = (type === 'timestamp' || type === 'dateTime') && (get() === '' || /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(get()));
    const isNumber = type === 'integer';
    return plainInput(label, get(), (typed) => set(isNumber || type === 'boolean' || type === 'any' ? inferred(typed) : typed), isDate ? 'datetime-local' : isNumber && !String(get()).startsWith('$') ? 'number' : 'text');
  }

  function plainInput(label, value, set, type = 'text') {
    const input = make('input', { className: 'input input--small', type, value: String(value), autocomplete: 'off', spellcheck: false });
    input.setAttribute('aria-label', label);
    input.toggleAttribute('data-gap', input.value === '');
    input.addEventListener('input', () => {
      set(input.value);
      input.toggleAttribute('data-gap', input.value === '');
      write();
    });
    return input;
  }

  function listInput(item) {
    const lines = make('textarea', { className: 'input input--small builder__list', rows: 2, spellcheck: false, value: [item.value].flat().join('\n'), placeholder: 'One value a line' });
    lines.setAttribute('aria-label', 'Values, one a line');
    const read = () => lines.value.split('\n').map((line) => line.trim()).filter(Boolean);
    lines.toggleAttribute('data-gap', read().length === 0);
    lines.addEventListener('input', (event) => {
      event.stopPropagation();
      const type = typeOf(item.path);
      item.value = read().map((line) => (type === 'integer' || type === 'any' ? inferred(line) : line));
      lines.toggleAttribute('data-gap', item.value.length === 0);
      write();
    });
    return lines;
  }

  function remove(item, group) {
    group.items.splice(group.items.indexOf(item), 1);
    prune(rule);
    changed('0-0', 'Removed');
  }

  function blank() {
    const item = { path: offer.fields[0]?.path ?? '', operator: '_eq', value: '' };
    settle(item);
    return item;
  }

  /** Yes or no has no empty: what is chosen at first is what is written. */
  function settle(item) {
    if (typeOf(item.path) === 'boolean' && item.value === '' && offer.takes[item.operator] === 'one') item.value = true;
  }

  function operatorsOf(path) {
    return offer.operators[typeOf(path)] ?? offer.operators.any;
  }

  function typeOf(path) {
    return offer.fields.find((field) => field.path === path)?.type ?? 'any';
  }

  /** The value under another operator, as far as it makes sense there. */
  function carried({ operator, value }, next) {
    const [from, to] = [offer.takes[operator], offer.takes[next]];
    if (from === to) return value;
    if (to === 'flag') return true;
    const first = from === 'flag' ? '' : [value].flat()[0] ?? '';
    if (to === 'one') return first;
    return to === 'pair' ? [first, ''] : isVariable(first) ? first : first === '' ? [] : [first];
  }
}

/** An emptied group is no group: "any of nothing" would let nothing through, and nobody would see why. */
function prune(group) {
  for (const item of group.items) if (item.items) prune(item);
  group.items = group.items.filter((item) => !item.items || item.items.length > 0);
}

/** What stands there before anything was chosen, by the form that an operator takes. */
const EMPTY = { flag: true, one: '', pair: ['', ''], list: [] };

function isVariable(value) {
  return typeof value === 'string' && value.startsWith('$');
}

function inferred(typed) {
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(typed)) return Number(typed);
  return typed === 'true' ? true : typed === 'false' ? false : typed;
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function choice(options, value, label) {
  const select = make('select', { className: 'input input--small' }, ...options.map(([key, words]) => make('option', { value: key, textContent: words })));
  select.value = value;
  select.setAttribute('aria-label', label);
  return select;
}

function selectBox(select, className = '') {
  return make('span', { className: `select ${className}` }, select, icon('chevron-down'));
}

function textButton(words, act, name, isFirst = false) {
  const button = make('button', { type: 'button', className: 'button button--small button--quiet' }, icon(name), make('span', { className: 'button__label', textContent: words }));
  button.toggleAttribute('data-add', isFirst);
  button.addEventListener('click', act);
  return button;
}

function iconButton(words, act) {
  const button = make('button', { type: 'button', className: 'button button--small button--quiet button--icon', title: words }, icon('x'), make('span', { className: 'hidden-visually', textContent: words }));
  button.addEventListener('click', act);
  return button;
}

function modeButton(words) {
  return make('button', { type: 'button', className: 'builder__mode', textContent: words });
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
