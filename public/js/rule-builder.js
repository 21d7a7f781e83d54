import { besideJson } from './beside-json.js';
import { asGroupOf, choice, iconButton, lineInput, make, selectBox, textButton } from './controls.js';
import { blankValue, choicesAt, isOffered, isVariable, operand, parsed } from './operand.js';
import { pathPicker } from './path-picker.js';
import { fieldAt, fieldsOf, pathText, readPath, typeAt } from './rule-fields.js';
import { group, prune, readItems, readRule, writeRule } from './rule-model.js';

/** A rule as rows: field, operator, value, in groups of which all or any have to hold; on the items of a list in a box of their own. */
export function ruleBuilder(element) {
  const offer = JSON.parse(element.closest('[data-offer]').dataset.offer);
  let rule = group(true, []);
  const { start, written, changed } = besideJson(element, {
    read: (text) => (rule = readRule(text, offer)),
    write: () => writeRule(rule),
    draw: () => groupBox(rule, null, { collection: offer.collection, depth: 0 }, '0'),
  });
  start();

  /** `scope`: the collection that the paths begin in, and how many relations lead there. */
  function groupBox(item, parent, scope, at) {
    const box = asGroupOf(make('div', { className: `builder__group${parent ? ' builder__group--inner' : ''}` }), parent ? 'Group of conditions' : element.dataset.label);
    if (item.items.length > 1 || parent) box.append(make('div', { className: 'builder__head' }, ...howMany(item, 'Holds where', parent ? 'What of this group has to hold' : 'What has to hold'), ...(parent ? [removal('Remove this group', item, parent)] : [])));
    else if (item.items.length === 0) box.append(make('p', { className: 'builder__none', textContent: element.dataset.none }));
    box.append(...inside(item, scope, at));
    return box;
  }

  function inside(item, scope, at) {
    const rows = item.items.map((one, index) => rowOf(one, item, scope, `${at}-${index}`, index));
    const add = (added, focus, words) => () => {
      item.items.push(added());
      changed(`${at}-${item.items.length - 1}${focus}`, words);
    };
    return [...rows, make('div', { className: 'builder__actions' },
      textButton('Add condition', add(() => blank(scope.collection), '', 'Condition added'), 'plus', true),
      textButton('Add group', add(() => group(!item.all, [blank(scope.collection)]), '-0', 'Group added'), 'folder'),
    )];
  }

  function rowOf(item, parent, scope, at, index) {
    if (item.kind === 'group') return groupBox(item, parent, scope, at);
    if (item.kind === 'verbatim') return verbatimRow(item, parent, scope, at, index);
    return item.kind === 'related' ? relatedBox(item, parent, scope, at, index) : conditionRow(item, parent, scope, at, index);
  }

  /** What is chosen in a list changes what stands behind it, and the list stays, so that a keyboard can go on in it. */
  function conditionRow(item, parent, scope, at, index) {
    const row = asGroupOf(make('div', { className: 'builder__row' }), `Condition ${index + 1}`);
    const removing = removal(`Remove condition ${index + 1}`, item, parent);
    const become = (next, focus, refill) => {
      if (next.kind !== 'condition') return replace(item, parent, next, focus);
      Object.assign(item, next);
      written();
      refill();
    };
    const compared = () => comparison(item, scope, at, (operator, focus) => become(under(item, operator, scope.collection), focus, operandsAgain));
    const field = pathBox(item, scope, at, (path, focus) => become(onPath(item, path, scope.collection), focus, () => {
      field.nextSibling.replaceWith(compared());
      operandsAgain();
    }));
    row.append(field, compared(), removing, ...operands(item, scope));
    return row;

    function operandsAgain() {
      while (removing.nextSibling) removing.nextSibling.remove();
      row.append(...operands(item, scope));
    }
  }

  /** The items of a list: some or none of them satisfies what stands in the box. */
  function relatedBox(item, parent, scope, at, index) {
    const box = asGroupOf(make('div', { className: 'builder__group builder__group--inner' }), `Condition ${index + 1}: ${labelOf(item.path, scope.collection)}`);
    const row = make('div', { className: 'builder__row builder__row--head' },
      pathBox(item, scope, at, (path, focus) => replace(item, parent, onPath(item, path, scope.collection), focus)),
      comparison(item, scope, at, (operator, focus) => replace(item, parent, under(item, operator, scope.collection), focus)),
      removal(`Remove condition ${index + 1}`, item, parent),
    );
    box.append(row, ...(item.items.length > 1 ? [make('div', { className: 'builder__head' }, ...howMany(item, 'It has', 'What has to hold for it'))] : []));
    if (item.items.length === 0) box.append(make('p', { className: 'builder__none', textContent: item.quantifier === '_none' ? 'No condition: there is none at all.' : 'No condition: there is any at all.' }));
    box.append(...inside(item, { collection: fieldAt(offer, scope.collection, item.path.steps)?.to ?? null, depth: scope.depth + item.path.steps.length }, at));
    return box;
  }

  /** What no row can show is shown as it is, in its place; once it is something that a row can show, it becomes one. */
  function verbatimRow(item, parent, scope, at, index) {
    const area = make('textarea', { className: 'input input--small input--code builder__list', rows: 3, spellcheck: false, value: JSON.stringify(item.json, null, 2) });
    area.setAttribute('aria-label', `Condition ${index + 1} as JSON: ${item.why}`);
    area.dataset.at = at;
    area.addEventListener('input', () => {
      const json = parsed(area.value);
      const isRule = typeof json === 'object' && json !== null && !Array.isArray(json);
      area.toggleAttribute('data-gap', !isRule);
      if (!isRule) return;
      item.json = json;
      written();
    });
    area.addEventListener('change', () => {
      const items = readItems(item.json, scope.collection, offer);
      if (area.hasAttribute('data-gap') || items.length === 0 || items.some(({ kind }) => kind === 'verbatim')) return;
      parent.items.splice(parent.items.indexOf(item), 1, ...(parent.all || items.length === 1 ? items : [group(true, items)]));
      changed(at);
    });
    return asGroupOf(make('div', { className: 'builder__row builder__row--verbatim' }, make('p', { className: 'builder__about', textContent: `Stays JSON: ${item.why}.` }), removal(`Remove condition ${index + 1}`, item, parent), area), `Condition ${index + 1}`);
  }

  function howMany(item, words, label) {
    const which = choice([['all', 'all of these'], ['any', 'any of these']], item.all ? 'all' : 'any', label);
    which.addEventListener('change', () => {
      item.all = which.value === 'all';
      written();
    });
    return [make('span', { textContent: words }), selectBox(which)];
  }

  function pathBox(item, scope, at, set) {
    const box = make('span', { className: 'builder__field' });
    if (fieldsOf(offer, scope.collection)) {
      // What is asked of a list's items has a box of its own, so that it is asked of one and the same.
      pathPicker({ box, offer, collection: scope.collection, path: item.path, atMost: offer.relations - scope.depth, through: ({ many }) => !many, at, set });
      return box;
    }
    const input = lineInput('Field', pathText(item.path), (typed) => {
      item.path = readPath(typed.trim(), offer) ?? { steps: typed.trim().split('.'), fn: null };
      written();
    }, { isFinished: (typed) => readPath(typed.trim(), offer) !== null });
    input.placeholder = 'Field, or path.to.it';
    input.dataset.at = at;
    box.append(input);
    return box;
  }

  function comparison(item, scope, at, set) {
    const operator = operatorOf(item);
    const type = typeAt(offer, scope.collection, item.path);
    const offered = operatorsOf(type);
    const words = type === 'timestamp' || type === 'dateTime' ? { ...offer.words, ...offer.timeWords } : offer.words;
    const select = choice((offered.includes(operator) ? offered : [operator, ...offered]).map((word) => [word, words[word]]), operator, 'Comparison');
    select.dataset.at = `${at}.is`;
    select.addEventListener('change', () => set(select.value, select.dataset.at));
    return selectBox(select, 'builder__is');
  }

  function operands(item, { collection }) {
    const takes = offer.takes[item.operator];
    if (takes === 'flag') return [];
    const slot = { type: typeAt(offer, collection, item.path), choices: choicesAt(offer, collection, item.path), takes: takes === 'list' ? 'list' : 'one' };
    if (takes !== 'pair') return [operand(offer, { ...slot, label: 'Compare with', get: () => item.value, set: (value) => (item.value = value) }, written)];
    return ['From', 'To'].map((label, side) => operand(offer, { ...slot, label, get: () => item.value[side], set: (value) => (item.value = item.value.map((other, index) => (index === side ? value : other))) }, written));
  }

  function replace(item, parent, next, focus) {
    parent.items[parent.items.indexOf(item)] = next;
    changed(focus);
  }

  function removal(words, item, parent) {
    return iconButton(words, () => {
      parent.items.splice(parent.items.indexOf(item), 1);
      prune(rule);
      changed('0-0', 'Removed');
    });
  }

  function blank(collection) {
    const name = fieldsOf(offer, collection)?.[0]?.name ?? '';
    const path = { steps: [name], fn: null };
    return { kind: 'condition', path, operator: '_eq', value: blankValue({ type: typeAt(offer, collection, path), takes: 'one' }) };
  }

  /** The same condition on another field, as far as it makes sense there: a value of another kind would be shown as one thing and sent as another. */
  function onPath(item, path, collection) {
    const [before, type] = [item.path, path].map((one) => typeAt(offer, collection, one));
    const operators = operatorsOf(type);
    const operator = operatorOf(item);
    const isSame = type === before && choicesAt(offer, collection, path) === choicesAt(offer, collection, item.path) && type !== 'list';
    if (isSame && operators.includes(operator)) return { ...item, path };
    const next = operators.includes(operator) ? operator : operators[0];
    return fresh(path, next, type, isOffered(offer, item.value, { type, takes: offer.takes[next] }) ? item.value : undefined, collection);
  }

  function under(item, operator, collection) {
    if (item.kind === 'related' && offer.takes[operator] === 'items') return { ...item, quantifier: operator };
    const type = typeAt(offer, collection, item.path);
    return fresh(item.path, operator, type, item.kind === 'condition' ? carried(item, operator, type) : undefined, collection);
  }

  function fresh(path, operator, type, value, collection) {
    if (offer.takes[operator] === 'items') return { kind: 'related', path, quantifier: operator, all: true, items: [blank(fieldAt(offer, collection, path.steps)?.to ?? null)] };
    return { kind: 'condition', path, operator, value: value ?? startOf(offer.takes[operator], type) };
  }

  /** The value under another operator. */
  function carried({ operator, value }, next, type) {
    const [from, to] = [offer.takes[operator], offer.takes[next]];
    if (from === to) return value;
    const [first] = from === 'flag' ? [] : [value].flat();
    if (first === undefined || first === '' || to === 'flag') return undefined;
    if (to === 'one') return first;
    return to === 'pair' ? [first, blankValue({ type, takes: 'one' })] : isVariable(first) ? first : [first];
  }

  function operatorsOf(type) {
    const isValidation = element.dataset.purpose === 'validation';
    return (offer.operators[type] ?? offer.operators.any).filter((word) => isValidation || !offer.validationOnly.includes(word));
  }

  function labelOf({ steps }, collection) {
    return steps.map((step, index) => fieldAt(offer, collection, steps.slice(0, index + 1))?.label ?? step).join(' › ');
  }
}

/** What a relation leads to is asked of as if it were a list of one. */
function operatorOf(item) {
  if (item.kind === 'condition') return item.operator;
  return item.quantifier;
}

function startOf(takes, type) {
  if (takes === 'flag') return true;
  return takes === 'pair' ? ['', ''] : blankValue({ type, takes });
}
