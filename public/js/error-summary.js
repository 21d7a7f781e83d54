import { afterMorph } from './after-morph.js';

/** Mistakes are read first, and each link leads into its field. */
export function errorSummary(summary) {
  summary.focus();
  // A second refusal is morphed into the first one.
  afterMorph(summary, () => summary.focus());
  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.getAttribute('href').slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.closest('.field')?.scrollIntoView({ block: 'nearest' });
  });
}
