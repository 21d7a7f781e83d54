import type { JsonSchema } from './json-schema';
import type { DescribedRoute } from './described-route';

const KEY_PLACE = /\{(\w+)\}/g;

/** How a program calls a route: with curl, and with the client of the dialect. */
export function samplesOf(described: DescribedRoute, path: string, example: unknown, origin: string): JsonSchema[] {
  return [
    { lang: 'Shell', label: 'curl', source: curl(described, path, example, origin) },
    { lang: 'JavaScript', label: '@directus/sdk', source: client(described, path, example) },
  ];
}

function curl({ route, description }: DescribedRoute, path: string, example: unknown, origin: string): string {
  const query = description.query === 'list' ? '?limit=10' : '';
  const address = `'${origin}${path.replace(KEY_PLACE, (_, name: string) => `$${name.toUpperCase()}`)}${query}'`.replace(/'([^']*\$[^']*)'/, '"$1"');
  return [
    `curl ${route.method === 'GET' ? '' : `-X ${route.method} `}${address}`,
    ...(route.access === 'public' ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(example === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(example).replaceAll("'", "'\\''")}'`]),
  ].join(' \\\n  ');
}

function client({ route, description, area }: DescribedRoute, path: string, example: unknown): string {
  const body = example === undefined ? null : literal(example);
  if (description.sdk && (area.nouns || !/Items?\b/.test(description.sdk))) {
    const [one, many] = area.nouns ?? ['', ''];
    const call = description.sdk.replace(/Items\b|Items(?=\()/g, many).replace(/Item(?=\()/g, one).replace('BODY', body ?? '').replace('DATA', literal((example as { data?: unknown } | undefined)?.data));
    return call.startsWith('client.') ? `await ${call};` : `await client.request(${call});`;
  }
  const address = path.replace(KEY_PLACE, (_, name: string) => `\${${name}}`);
  const quote = address === path ? "'" : '`';
  return `await client.request(customEndpoint({ method: '${route.method}', path: ${quote}${address}${quote}${body ? `, body: JSON.stringify(${body})` : ''} }));`;
}

/** JSON as people write it in JavaScript. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `{ ${Object.entries(value).map(([key, inner]) => `${/^[a-z_]\w*$/i.test(key) ? key : `'${key}'`}: ${literal(inner)}`).join(', ')} }`;
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : String(value);
}
