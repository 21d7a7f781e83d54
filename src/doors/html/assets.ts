import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AssetUrls } from './layout.presenter';

/** Reads where `bin/assets.mjs` put the built files. */
export function readAssetUrls(projectRoot: string): AssetUrls {
  const file = join(projectRoot, 'public', 'build', 'manifest.json');
  if (!existsSync(file)) throw new Error('The pages have no styles yet: run `npm run build`.');
  const { css, js, mark } = JSON.parse(readFileSync(file, 'utf8')) as Omit<AssetUrls, 'sprite'>;
  return { css: `/assets/${css}`, js: `/assets/${js}`, sprite: readFileSync(join(projectRoot, 'public', 'build', 'sprite.svg'), 'utf8'), mark: `/assets/${mark}` };
}
