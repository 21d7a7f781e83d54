import type { DemoResult } from './demo.service';

/** What `usher demo` prints. */
export function demoReport(result: DemoResult): string[] {
  if (result.kind === 'refused') {
    return [
      `This directory holds ${result.others === 1 ? 'somebody' : `${result.others} people`} already, so nothing was added.`,
      'Made-up people belong into a directory of their own: DATA_FOLDER=./demo npm run demo',
    ];
  }
  const width = Math.max(...result.signIns.map(({ email }) => email.length));
  return [
    result.kind === 'made' ? `Meridian Press is there: ${result.people} people, with roles, policies, invitations and a history.` : `Meridian Press was there already, with ${result.people} people; nothing was added.`,
    'Start Usher with npm start, and sign in as',
    ...result.signIns.map(({ email, is }) => `  ${email.padEnd(width)}  ${is}`),
    `with the password ${result.password}`,
  ];
}
