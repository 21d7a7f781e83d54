import { choice, lineInput, make, selectBox } from './controls.js';
import { pathPicker } from './path-picker.js';
import { fieldAt, firstField, pathText, readPath } from './rule-fields.js';

const VALUE = 'value';
const OTHER = 'other';
const NOTHING = 'nothing';
const JSON_VALUE = 'json';
/** Where the fields of a variable are looked up. */
const ROWS_OF = { '$CURRENT_USER.': 'directus_users', '$CURRENT_ROLE.': 'directus_roles' };
const SHIFTED = /^\$NOW\(\s*([+-]?)\s*(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]*)\s*\)$/i;
const NO_FUNCTIONS = { functions: {} };
const UNITS = ['minute', 'hour', 'day', 'week', 'month', 'year'];
let explained = 0;

/**
 * What something is compared with, or set to: a value of its kind, or a variable with a sentence about it.
 * `slot`: { type, choices, takes: 'one' or 'list', get, set, label, isPreset }.
 */
export function operand(offer, slot, written) {
  const set = (value) => {
    slot.set(value);
    written();
  };
  const kinds = kindsFor(offer, slot);
  const before = slot.get();
  const first = kindOf(before, slot, kinds);
  const select = choice([...kinds.map(({ value, label }) => [value, label]), ...(first === OTHER ? [[OTHER, 'another variable']] : [])], first, slot.label);
  const list = selectBox(select, 'builder__kind');
  const box = make('span', { className: 'builder__operand' }, list);
  select.addEventListener('change', () => {
    set(select.value === OTHER ? before : startOf(offer, select.value, slot));
    fill();
  });
  fill();
  return box;

  function fill() {
    while (list.nextSibling) list.nextSibling.remove();
    const controls = controlsOf(offer, select.value, slot, set);
    if (controls.length > 0) list.after(make('span', { className: 'builder__value' }, ...controls));
    select.removeAttribute('aria-describedby');
    const about = kinds.find(({ value }) => value === select.value)?.about;
    if (!about) return;
    const hint = make('p', { className: 'builder__about', id: `about-variable-${(explained += 1)}`, textContent: about });
    select.setAttribute('aria-describedby', hint.id);
    box.append(hint);
  }
}

/** What stands there before anything was chosen. Yes or no has no empty: what is chosen at first is what is written. */
export function blankValue({ type, takes }) {
  if (takes === 'list') return [];
  return type === 'boolean' ? true : '';
}

export function isVariable(value) {
  return typeof value === 'string' && /^\$(?:NOW|CURRENT_)/.test(value);
}

/** Whether a value is a variable that is offered for such a slot. */
export function isOffered(offer, value, slot) {
  return isVariable(value) && kindOf(value, slot, kindsFor(offer, slot)) !== OTHER;
}

function kindsFor({ variables }, { type, takes, isPreset }) {
  const isTime = type === 'timestamp' || type === 'dateTime';
  const suits = ({ suits: what, list }) => (type === 'any' || what === 'any' || (what === 'time' ? isTime : !isTime && type !== 'integer' && type !== 'boolean')) && (!list || takes === 'list');
  return [
    { value: VALUE, label: takes === 'list' ? 'these values' : 'this value' },
    ...variables.filter(suits).map((variable) => (isPreset ? { ...variable, about: variable.fills } : variable)),
    ...(isPreset ? [{ value: NOTHING, label: 'nothing', about: 'Emptied where nothing is sent.' }, { value: JSON_VALUE, label: 'JSON' }] : []),
  ];
}

function kindOf(value, { isPreset }, kinds) {
  if (isPreset && value === null) return NOTHING;
  if (isPreset && typeof value === 'object') return JSON_VALUE;
  if (!isVariable(value)) return VALUE;
  const own = Object.keys(ROWS_OF).find((prefix) => value.startsWith(prefix));
  const [, , , unit] = SHIFTED.exec(value) ?? [];
  const kind = own && readPath(value.slice(own.length), NO_FUNCTIONS) ? own : unit !== undefined ? '$NOW()' : value;
  return kinds.some((known) => known.value === kind) ? kind : OTHER;
}

/** What a kind begins with. */
function startOf(offer, kind, slot) {
  if (kind === VALUE) return blankValue(slot);
  if (kind === NOTHING) return null;
  if (kind === JSON_VALUE) return [];
  if (kind === '$NOW()') return '$NOW(-1 day)';
  return ROWS_OF[kind] ? `${kind}${firstField(offer, ROWS_OF[kind])}` : kind;
}

function controlsOf(offer, kind, slot, set) {
  if (kind === OTHER) return [lineInput('Variable', slot.get(), set)];
  if (kind === JSON_VALUE) return [jsonInput(slot, set)];
  if (kind === '$NOW()') return shiftInputs(slot, set);
  if (ROWS_OF[kind]) return [ownField(offer, kind, slot, set)];
  if (kind !== VALUE) return [];
  if (slot.takes === 'list') return [slot.choices ? boxes(slot, set) : lines(slot, set)];
  return [oneValue(slot, set)];
}

function ownField(offer, kind, { get }, set) {
  const box = make('span', { className: 'builder__field' });
  pathPicker({ box, offer, collection: ROWS_OF[kind], path: readPath(get().slice(kind.length), NO_FUNCTIONS), atMost: 4, columnsOnly: true, label: 'Their field', at: 'own', set: (path) => set(kind + pathText(path)) });
  return box;
}

function oneValue({ type, choices, get, isPreset }, set) {
  const value = get();
  if (choices) return chosen(choices, value, set);
  if (type === 'boolean' && typeof value === 'boolean') return isPreset ? switchFor(value, set) : chosen([['true', 'Yes'], ['false', 'No']], String(value), (picked) => set(picked === 'true'));
  const isDate = (type === 'timestamp' || type === 'dateTime') && (value === '' || /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(value));
  const isNumber = type === 'integer' && (value === '' || Number.isFinite(Number(value)));
  const isInferred = type === 'integer' || type === 'boolean' || type === 'any';
  return lineInput('Value', value, (typed) => set(isInferred ? inferred(typed) : typed), { type: isDate ? 'datetime-local' : isNumber ? 'number' : 'text' });
}

function chosen(choices, value, set) {
  const text = String(value);
  const isKnown = choices.some(([key]) => key === text);
  const select = choice([...(isKnown ? [] : [[text, text || 'Choose …']]), ...choices], text, 'Value');
  const tell = () => select.toggleAttribute('data-gap', select.value === '');
  tell();
  select.addEventListener('change', () => {
    set(select.value);
    tell();
  });
  return selectBox(select);
}

function switchFor(value, set) {
  const box = make('input', { type: 'checkbox', className: 'toggle', checked: value });
  box.setAttribute('role', 'switch');
  box.setAttribute('aria-label', 'Value');
  box.addEventListener('change', () => set(box.checked));
  return box;
}

/** Known values to tick; one that is not known is among them as long as it is ticked. */
function boxes({ choices, get }, set) {
  const ticked = [get()].flat();
  const odd = ticked.filter((value) => !choices.some(([key]) => key === value)).map((value) => [value, String(value)]);
  const list = make('div', { className: 'builder__boxes' });
  list.setAttribute('role', 'group');
  list.setAttribute('aria-label', 'Values');
  for (const [value, words] of [...choices, ...odd]) {
    const box = make('input', { type: 'checkbox', checked: ticked.includes(value) });
    box.addEventListener('change', () => {
      set(box.checked ? [...[get()].flat(), value] : [get()].flat().filter((one) => one !== value));
      tell();
    });
    list.append(make('label', { className: 'builder__box' }, box, ` ${words}`));
  }
  tell();
  return list;

  function tell() {
    list.querySelector('input').toggleAttribute('data-gap', [get()].flat().length === 0);
  }
}

function lines({ type, get }, set) {
  const before = new Map([get()].flat().map((value) => [String(value), value]));
  const area = make('textarea', { className: 'input input--small builder__list', rows: 2, spellcheck: false, value: [...before.keys()].join('\n'), placeholder: 'One value a line' });
  area.setAttribute('aria-label', 'Values, one a line');
  const read = () => area.value.split('\n').map((line) => line.trim()).filter(Boolean);
  const tell = () => area.toggleAttribute('data-gap', read().length === 0);
  tell();
  area.addEventListener('input', () => {
    // A line that stays keeps the kind of value that it was.
    set(read().map((line) => (before.has(line) ? before.get(line) : type === 'integer' || type === 'any' ? inferred(line) : line)));
    tell();
  });
  return area;
}

function shiftInputs({ get }, set) {
  const [, sign, amount, word] = SHIFTED.exec(get());
  const unit = UNITS.find((one) => word === one || word === `${one}s`) ?? (word === '' ? 'day' : word);
  const now = { sign: sign === '-' ? '-' : '', amount, unit };
  const change = (part, value) => {
    now[part] = value;
    set(`$NOW(${now.sign}${now.amount} ${now.unit})`);
  };
  const pick = (options, part, label) => {
    const select = choice(options, now[part], label);
    select.addEventListener('change', () => change(part, select.value));
    return selectBox(select);
  };
  const count = lineInput('How much', amount, (typed) => change('amount', typed), { type: 'number', isFinished: (typed) => /^\d{1,9}(?:\.\d{1,3})?$/.test(typed) });
  count.min = '0';
  const units = [...(UNITS.includes(unit) ? [] : [[unit, unit]]), ...UNITS.map((one) => [one, `${one}s`])];
  return [count, pick(units, 'unit', 'Of what'), pick([['-', 'ago'], ['', 'from now']], 'sign', 'Before or after now')];
}

function jsonInput({ get }, set) {
  const area = make('textarea', { className: 'input input--small input--code builder__list', rows: 2, spellcheck: false, value: JSON.stringify(get(), null, 2) });
  area.setAttribute('aria-label', 'Value as JSON');
  area.addEventListener('input', () => {
    const value = parsed(area.value);
    area.toggleAttribute('data-gap', value === undefined);
    if (value !== undefined) set(value);
  });
  return area;
}

/** Undefined where a text is no JSON. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function inferred(typed) {
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(typed)) return Number(typed);
  return typed === 'true' ? true : typed === 'false' ? false : typed;
}

/** The field's own list of values, or that of the collection whose keys it holds. */
export function choicesAt(offer, collection, { steps, fn }) {
  const name = fn === null ? fieldAt(offer, collection, steps)?.choices : undefined;
  return (name !== undefined && offer.choices[name]) || null;
}
