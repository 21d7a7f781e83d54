import type { FieldNode } from '../ast';
import { RELATION_DEPTH } from '../limits';
import type { FunctionName } from '../operators';
import { mistake } from './mistake';
import { parsePath } from './parse-path';

/** `['id', 'role.name', '*.*']` → a tree. Paths with the same beginning share it; the order is that of first mention. */
export function parseFields(paths: readonly string[], path = 'fields'): FieldNode[] {
  const root: Growing = new Map();
  for (const text of paths) {
    const { relations, call } = parsePath(text, path);
    if (relations.length > RELATION_DEPTH) throw mistake(path, `Max relational depth exceeded (${RELATION_DEPTH})`);
    let level = root;
    for (const name of relations) level = branch(level, name, null);
    branch(level, call.name, call.fn);
  }
  return grown(root);
}

type Growing = Map<string, { name: string; fn: FunctionName | null; children: Growing }>;

function branch(level: Growing, name: string, fn: FunctionName | null): Growing {
  const key = fn ? `${fn}(${name})` : name;
  const known = level.get(key) ?? { name, fn, children: new Map() };
  level.set(key, known);
  return known.children;
}

function grown(level: Growing): FieldNode[] {
  return [...level.values()].map(({ name, fn, children }) => ({ name, fn, children: grown(children) }));
}
