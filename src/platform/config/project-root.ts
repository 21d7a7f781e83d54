import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json, views, public and prisma, whether the program runs from dist or from src. */
export class ProjectRoot {
  readonly path: string;

  constructor() {
    let folder = __dirname;
    while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
    this.path = folder;
  }
}
