import { choice, selectBox } from './controls.js';
import { fieldAt, fieldsOf, firstField } from './rule-fields.js';

/**
 * A path as lists side by side in a box: each holds the fields of a collection, and the relations that open the next list. The last
 * one is what to take of the field, where there is a function for it. `atMost` relations can be opened. `set(path, at)` is told of
 * each change, and at which list; that one stays, so that a keyboard can go on in it.
 */
export function pathPicker({ box, offer, collection, path, atMost, through = () => true, columnsOnly = false, label = 'Field', at, set }) {
  fill(0, path, collection);

  /** The lists from the step at `index` on; `from` is the collection that it is in. */
  function fill(index, { steps, fn }, from) {
    const isLast = index === steps.length - 1;
    const before = steps.slice(0, index);
    const way = before.map((step, until) => fieldAt(offer, collection, steps.slice(0, until + 1))?.label ?? step).join(' › ');
    const select = choice(optionsOf(from, steps[index], isLast, index), isLast ? steps[index] : `${steps[index]}.`, way ? `${label} of ${way}` : label);
    select.dataset.at = index === 0 ? at : `${at}.${index}`;
    const list = selectBox(select);
    select.addEventListener('change', () => {
      const [name, opened] = select.value.split('.');
      const target = opened === undefined ? null : fieldAt(offer, from, [name])?.to;
      const next = { steps: [...before, name, ...(target ? [firstField(offer, target)] : [])], fn: null };
      while (list.nextSibling) list.nextSibling.remove();
      rest(index, next, from);
      set(next, select.dataset.at);
    });
    box.append(list);
    rest(index, { steps, fn }, from);
  }

  function rest(index, now, from) {
    if (index < now.steps.length - 1) return fill(index + 1, now, fieldAt(offer, from, [now.steps[index]])?.to ?? null);
    const offered = columnsOnly ? [] : fieldAt(offer, collection, now.steps)?.functions ?? [];
    const functions = now.fn === null || offered.includes(now.fn) ? offered : [now.fn, ...offered];
    if (functions.length === 0) return;
    const select = choice([['', fieldAt(offer, collection, now.steps)?.many ? 'its items' : 'as it is'], ...functions.map((fn) => [fn, offer.functions[fn]])], now.fn ?? '', 'What of it');
    select.dataset.at = `${at}.fn`;
    select.addEventListener('change', () => set({ steps: now.steps, fn: select.value || null }, select.dataset.at));
    box.append(selectBox(select));
  }

  function optionsOf(name, step, isLast, index) {
    const fields = fieldsOf(offer, name) ?? [];
    const own = fields.filter(({ many, type }) => !columnsOnly || (!many && type !== 'secret')).map((field) => [field.name, field.label]);
    const opening = index < atMost ? fields.filter((field) => field.to && through(field)).map((field) => [`${field.name}.`, `${field.label} ›`]) : [];
    const value = isLast ? step : `${step}.`;
    const odd = [...own, ...opening].some(([known]) => known === value) ? [] : [[value, isLast ? step : `${step} ›`]];
    return [...odd, ...own, ...(opening.length > 0 ? [{ label: 'Go on to a field of', options: opening }] : [])];
  }
}
