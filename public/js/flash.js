import { afterMorph } from './after-morph.js';

/** A message is no message where nobody sees it: a page that keeps its place after a save goes up to it. */
export function flash(element) {
  const show = () => {
    if (element.getBoundingClientRect().top < 0) window.scrollTo(0, 0);
  };
  show();
  afterMorph(element, show);
}
