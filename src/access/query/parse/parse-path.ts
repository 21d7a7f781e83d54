import type { FieldCall, FieldPath } from '../ast';
import { RELATION_DEPTH } from '../limits';
import { FUNCTION_NAMES, type FunctionName } from '../operators';
import { mistake } from './mistake';

/** `role.name`, `year(last_access)`, `role.count(users)` and its other spelling `count(role.users)`. */
export function parsePath(text: string, path: string): FieldPath {
  const { fn, inner, outer } = splitCall(text, path);
  const steps = [...outer, ...inner.split('.')];
  if (steps.some((step) => step === '')) throw mistake(path, `"${shortened(text)}" is not a field`);
  if (steps.length - 1 > RELATION_DEPTH) throw mistake(path, `Max relational depth exceeded (${RELATION_DEPTH})`);
  return { relations: steps.slice(0, -1), call: { name: steps.at(-1)!, fn } };
}

/** A field without relations before it. */
export function parseCall(text: string, path: string): FieldCall {
  const { relations, call } = parsePath(text, path);
  if (relations.length > 0) throw mistake(path, 'cannot follow relations');
  return call;
}

function splitCall(text: string, path: string): { fn: FunctionName | null; inner: string; outer: string[] } {
  if (!text.includes('(')) return { fn: null, inner: text, outer: [] };
  const match = /^((?:[^().]+\.)*)([a-z]+)\(\s*([^()]*?)\s*\)$/i.exec(text);
  if (!match) throw mistake(path, `"${shortened(text)}" is not a function of a field`);
  const [, outer, name, inner] = match;
  if (!FUNCTION_NAMES.has(name!)) throw mistake(path, `unknown function "${shortened(name!)}"`);
  return { fn: name as FunctionName, inner: inner!, outer: outer!.split('.').slice(0, -1) };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
