import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json, views, public and prisma, whether the program runs from dist or from src. */
export class ProjectRoot {
  readonly path: string;
  /** Usher's own, from package.json. */
  readonly version: string;

  constructor() {
    let folder = __dirname;
    while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
    this.path = folder;
    this.version = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  }
}
