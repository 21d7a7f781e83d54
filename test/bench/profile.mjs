// What a CPU profile says: the share of the time by package or room of ours, and the functions that take most of it themselves.
import { readFileSync } from 'node:fs';
import { number, table } from './report.mjs';

export function printProfile(file, name) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const [functions, places] = [new Map(), new Map()];
  let busy = 0;
  samples.forEach((id, index) => {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    if (functionName === '(idle)') return;
    busy += timeDeltas[index];
    const place = placeOf(url, functionName);
    add(places, place, timeDeltas[index]);
    add(functions, `${functionName || '(anonymous)'} (${place}:${lineNumber + 1})`, timeDeltas[index]);
  });
  const share = (map, count) => [...map].sort((a, b) => b[1] - a[1]).slice(0, count).map(([key, time]) => [key, `${number((100 * time) / busy)} %`]);
  console.log(`\n${name}: where the time goes\n\n${table(['place', 'self'], share(places, 14))}\n\n${table(['function', 'self'], share(functions, 22))}`);
}

function placeOf(url, functionName) {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return url.replace(/^(node:(internal\/)?[^/]+).*/, '$1');
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  return dependency ? dependency[1] : url.replace(/^.*\/dist\//, '');
}

function add(map, key, amount) {
  map.set(key, (map.get(key) ?? 0) + amount);
}
