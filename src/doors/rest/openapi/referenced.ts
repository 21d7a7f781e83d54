/** Of all components those that something in `roots` leads to. */
export function referenced<T>(components: Readonly<Record<string, T>>, roots: unknown, place: string): Record<string, T> {
  const prefix = `#/components/${place}/`;
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '$ref' || typeof inner !== 'string' || !inner.startsWith(prefix)) visit(inner);
      else if (!names.has(inner.slice(prefix.length))) {
        names.add(inner.slice(prefix.length));
        visit(components[inner.slice(prefix.length)]);
      }
    }
  };
  visit(roots);
  return Object.fromEntries(Object.entries(components).filter(([name]) => names.has(name)));
}
