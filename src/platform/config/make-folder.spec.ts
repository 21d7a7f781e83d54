import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppConfig } from './app-config';
import { parseEnv } from './env';
import { makeFolder } from './make-folder';

describe('a folder of Usher', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'usher-folder-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is made with those above it, for its owner alone, and again without a word', () => {
    const folder = join(root, 'a', 'b');
    makeFolder(folder);
    makeFolder(folder);
    expect([join(root, 'a'), folder].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('is refused where nothing can be made, instead of tried for ever', () => {
    expect(() => makeFolder('/proc/usher/data')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(() => new AppConfig(parseEnv({ DATA_FOLDER: '/proc/usher' }).env)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});
