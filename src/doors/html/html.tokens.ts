import type { AssetUrls } from './layout.presenter';

/** The addresses of the built files, read once at start. */
export class Assets {
  constructor(readonly urls: AssetUrls) {}
}
