import { afterMorph } from './after-morph.js';

let isDirty = false;

/** A form whose typed values would be lost by leaving. Sending it, or any of its buttons, keeps them. */
export function unsavedGuard(form) {
  const judge = () => (isDirty = isRefused(form));
  judge();
  afterMorph(form, judge);
  form.addEventListener('input', (event) => {
    if (event.target.form === form && !event.target.closest('.drawer-host')) isDirty = true;
  });
  form.addEventListener('submit', (event) => {
    // Opening a drawer stages what was typed, but this page does not know yet: its address gets the draft when the drawer is done.
    if (event.submitter?.dataset.turboFrame !== 'drawer') isDirty = false;
  });
}

/** After a refusal the page holds what nobody has stored. */
function isRefused(form) {
  return form.querySelector('.error-summary, [aria-invalid]') !== null;
}

/** Asks before a visit, a reload or a closed tab throws away what was typed. */
export function startUnsavedGuard(Turbo) {
  document.addEventListener('turbo:load', () => {
    if (!document.querySelector('[data-behaviour~="unsaved-guard"]')) isDirty = false;
  });
  document.addEventListener('drawer:done', () => (isDirty = false));
  window.addEventListener('beforeunload', (event) => {
    if (isDirty) event.preventDefault();
  });
  document.addEventListener('turbo:before-visit', (event) => {
    if (!isDirty) return;
    event.preventDefault();
    ask(() => {
      isDirty = false;
      Turbo.visit(event.detail.url);
    });
  });
}

function ask(leave) {
  const dialog = document.createElement('dialog');
  dialog.className = 'question';
  dialog.setAttribute('aria-labelledby', 'question-title');
  dialog.innerHTML = `<form method="dialog" class="question__form"><h2 id="question-title">Leave without saving?</h2>
    <p>What you typed on this page has not been saved and would be lost.</p>
    <div class="actions actions--end"><button class="button" value="stay">Stay here</button><button class="button button--danger" value="leave">Leave</button></div></form>`;
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (dialog.returnValue === 'leave') leave();
  });
  document.body.append(dialog);
  dialog.showModal();
}
