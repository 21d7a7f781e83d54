import { afterMorph } from './after-morph.js';
import { asGroupOf, make } from './controls.js';

/**
 * Rows beside a text area of JSON. The text stays what is sent and is written with each change of the rows; what is typed into it
 * comes back into the rows. `read(text)` keeps what it reads and throws for what is no JSON object, `write()` answers it as text,
 * `draw()` answers the element of the rows. Begins with `start()`, once all of these can be called.
 */
export function besideJson(element, { read, write, draw }) {
  const text = element.querySelector('textarea');
  const rows = make('div', { className: 'builder__rows' });
  const note = make('p', { className: 'builder__note' });
  note.setAttribute('role', 'status');
  const shows = { builder: modeButton('Builder'), json: modeButton('JSON') };
  const modes = asGroupOf(make('div', { className: 'builder__modes' }, shows.builder, shows.json), `How to edit: ${element.dataset.label}`);
  let isReadable = false;

  shows.builder.addEventListener('click', () => show('builder'));
  shows.json.addEventListener('click', () => show('json'));
  text.addEventListener('input', reread);
  rows.addEventListener('keydown', (event) => {
    // Enter would press the form's first button; here it only ends a value.
    if (event.key === 'Enter' && event.target.matches('input')) event.preventDefault();
  });
  // On the document, so that it is asked before anybody takes the form for sent.
  document.addEventListener('submit', function refuse(event) {
    if (!element.isConnected) return document.removeEventListener('submit', refuse, true);
    if (event.target !== text.form || event.submitter?.value !== 'apply') return;
    const gap = element.dataset.mode === 'builder' && element.offsetParent !== null ? rows.querySelector('[data-gap]') : null;
    if (!gap) return;
    // What is unfinished must neither be saved nor silently left out: either could let more through than was meant.
    event.preventDefault();
    event.stopImmediatePropagation();
    say(element.dataset.unfinished, true);
    gap.focus();
  }, true);

  afterMorph(element, start);
  return { start, written, changed };

  function start() {
    element.querySelector('.field').before(modes, rows, note);
    reread();
    show(isReadable ? 'builder' : 'json');
  }

  function show(mode) {
    if (mode === 'builder' && !isReadable) return shows.json.focus();
    element.dataset.mode = mode;
    shows.builder.setAttribute('aria-pressed', String(mode === 'builder'));
    shows.json.setAttribute('aria-pressed', String(mode === 'json'));
    rows.hidden = mode !== 'builder';
  }

  function reread() {
    isReadable = true;
    try {
      read(text.value);
    } catch {
      isReadable = false;
    }
    rows.replaceChildren(...(isReadable ? [draw()] : []));
    say(isReadable ? '' : 'This is not JSON yet, so the builder cannot show it.');
    if (!isReadable) show('json');
    shows.builder.disabled = !isReadable;
  }

  /** After a change of a value. */
  function written() {
    text.value = write();
    say('');
  }

  /** After a change of the rows themselves; `focus` is the place that has the keyboard next. */
  function changed(focus, words = '') {
    written();
    rows.replaceChildren(draw());
    (rows.querySelector(`[data-at="${focus}"]`) ?? rows.querySelector('[data-add]'))?.focus();
    say(words);
  }

  function say(words, isBad = false) {
    note.textContent = words;
    note.classList.toggle('builder__note--bad', isBad);
  }
}

function modeButton(words) {
  return make('button', { type: 'button', className: 'builder__mode', textContent: words });
}
