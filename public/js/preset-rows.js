import { besideJson } from './beside-json.js';
import { asGroupOf, choice, iconButton, lineInput, make, selectBox, textButton } from './controls.js';
import { blankValue, choicesAt, operand } from './operand.js';
import { fieldAt, fieldsOf, typeAt } from './rule-fields.js';

/** Presets as rows: a field, and what is filled in where none is sent. */
export function presetRows(element) {
  const offer = JSON.parse(element.closest('[data-offer]').dataset.offer);
  let presets = [];
  const { start, written, changed } = besideJson(element, {
    read: (text) => (presets = text.trim() === '' ? [] : presetsOf(JSON.parse(text))),
    write: () => (presets.length === 0 ? '' : JSON.stringify(Object.fromEntries(presets.map(({ field, value }) => [field, value])), null, 2)),
    draw,
  });
  start();

  function draw() {
    const box = asGroupOf(make('div', { className: 'builder__group' }), element.dataset.label);
    if (presets.length === 0) box.append(make('p', { className: 'builder__none', textContent: element.dataset.none }));
    const free = offer.presets.filter((name) => !isTaken(name));
    box.append(...presets.map(row), make('div', { className: 'builder__actions' }, ...(free.length > 0 || offer.presets.length === 0 ? [textButton('Add preset', () => {
      const field = free[0] ?? '';
      presets.push({ field, value: blankFor(field) });
      changed(String(presets.length - 1), 'Preset added');
    }, 'plus', true)] : [])));
    return box;
  }

  function row(preset, index) {
    const at = String(index);
    const path = { steps: [preset.field], fn: null };
    const slot = { type: typeAt(offer, offer.collection, path), choices: choicesAt(offer, offer.collection, path), takes: 'one', isPreset: true, label: 'Set to', get: () => preset.value, set: (value) => (preset.value = value) };
    const removal = iconButton(`Remove preset ${index + 1}`, () => {
      presets.splice(index, 1);
      changed(String(Math.min(index, presets.length - 1)), 'Removed');
    });
    return asGroupOf(make('div', { className: 'builder__row builder__row--preset' }, fieldBox(preset, at), removal, operand(offer, slot, written)), `Preset ${index + 1}`);
  }

  function fieldBox(preset, at) {
    if (!fieldsOf(offer, offer.collection)) return typedField(preset, at);
    const names = offer.presets.filter((name) => name === preset.field || !isTaken(name));
    const select = choice([...(names.includes(preset.field) ? [] : [[preset.field, labelOf(preset.field)]]), ...names.map((name) => [name, labelOf(name)])], preset.field, 'Field');
    select.dataset.at = at;
    select.addEventListener('change', () => {
      preset.field = select.value;
      preset.value = blankFor(select.value);
      changed(at);
    });
    return make('span', { className: 'builder__field' }, selectBox(select));
  }

  function typedField(preset, at) {
    // Of two presets on one field only one could be written.
    const isFinished = (typed) => typed.trim() !== '' && !presets.some((other) => other !== preset && other.field === typed.trim());
    const input = lineInput('Field', preset.field, (typed) => {
      preset.field = typed.trim();
      written();
    }, { isFinished });
    input.dataset.at = at;
    return make('span', { className: 'builder__field' }, input);
  }

  function isTaken(name) {
    return presets.some(({ field }) => field === name);
  }

  function blankFor(field) {
    const type = typeAt(offer, offer.collection, { steps: [field], fn: null });
    return type === 'json' || type === 'csv' ? [] : blankValue({ type, takes: 'one' });
  }

  function labelOf(field) {
    return fieldAt(offer, offer.collection, [field])?.label ?? field;
  }
}

function presetsOf(json) {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new SyntaxError('Presets are an object');
  return Object.entries(json).map(([field, value]) => ({ field, value }));
}
