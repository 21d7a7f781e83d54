const CALL = /^((?:[^().]+\.)*)([a-z]+)\(\s*([^()]*?)\s*\)$/i;

/** `role.name`, `year(last_access)`, `role.count(users)` and its other spelling `count(role.users)`; null for what is no path. */
export function readPath(text, { functions }) {
  const call = CALL.exec(text);
  if ((call && !Object.hasOwn(functions, call[2])) || (!call && /[()]/.test(text))) return null;
  const steps = call ? [...call[1].split('.').slice(0, -1), ...call[3].split('.')] : text.split('.');
  return steps.some((step) => step === '' || step !== step.trim()) ? null : { steps, fn: call ? call[2] : null };
}

export function pathText({ steps, fn }) {
  return fn === null ? steps.join('.') : [...steps.slice(0, -1), `${fn}(${steps.at(-1)})`].join('.');
}

/** What is offered in a collection; null where that is another program's, or where nothing is known of it. */
export function fieldsOf(offer, collection) {
  return Object.hasOwn(offer.collections, collection) ? offer.collections[collection] : null;
}

export function fieldAt(offer, collection, steps) {
  const field = fieldsOf(offer, collection)?.find(({ name }) => name === steps[0]) ?? null;
  return steps.length < 2 || field === null ? field : fieldAt(offer, field.to, steps.slice(1));
}

/** The kind of value that a path leads to, which decides what can be asked of it. */
export function typeAt(offer, collection, { steps, fn }) {
  if (fn !== null) return 'integer';
  const field = fieldAt(offer, collection, steps);
  return field === null ? 'any' : field.many ? 'list' : field.type;
}

/** Where somebody begins who opens a relation: its first text, which mostly is a name. */
export function firstField(offer, collection) {
  const fields = fieldsOf(offer, collection) ?? [];
  return (fields.find(({ type }) => type === 'string') ?? fields[0])?.name ?? '';
}
