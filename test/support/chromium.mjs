// Prints where a Chromium is: CHROMIUM_PATH, the one that comes as a package (Linux), or an installed Chrome.
import { existsSync } from 'node:fs';

export async function chromiumPath() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  if (process.platform === 'linux') {
    const { default: chromium } = await import('@sparticuz/chromium');
    return chromium.executablePath();
  }
  const installed = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'];
  const found = installed.find((path) => existsSync(path));
  if (!found) throw new Error('No Chromium was found: set CHROMIUM_PATH.');
  return found;
}

if (process.argv[1]?.endsWith('chromium.mjs')) console.log(await chromiumPath());
