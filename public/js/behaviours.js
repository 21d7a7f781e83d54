/**
 * Binds behaviours to elements as they appear. `behaviours` maps a word of data-behaviour to a function that is given the
 * element, once.
 */
export function start(behaviours) {
  const bound = new WeakMap();

  const bind = (element) => {
    const done = bound.get(element) ?? new Set();
    for (const name of element.dataset.behaviour.split(/\s+/)) {
      if (done.has(name)) continue;
      done.add(name);
      behaviours[name]?.(element);
    }
    bound.set(element, done);
  };

  const bindAll = (root) => {
    if (root.dataset?.behaviour) bind(root);
    for (const element of root.querySelectorAll('[data-behaviour]')) bind(element);
  };

  // Attributes, too: a page that is morphed makes another element of one that is there.
  new MutationObserver((mutations) => {
    for (const { target, type, addedNodes } of mutations) {
      if (type === 'attributes' && target.dataset.behaviour) bind(target);
      for (const node of addedNodes) if (node instanceof HTMLElement) bindAll(node);
    }
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-behaviour'] });
  bindAll(document.documentElement);
}
