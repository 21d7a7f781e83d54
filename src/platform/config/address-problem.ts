import { VARIABLES } from './env';

/** What to tell an operator when the machine does not let Usher listen: which variable it is about, and what helps. */
export function addressProblem(error: unknown, host: string, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const otherPort = `choose another port. Example: PORT=${port === 8056 ? 8057 : 8056}`;
  if (code === 'EADDRINUSE') return `PORT is ${port}, and another program listens there, perhaps another Usher. Stop that one, or ${otherPort}`;
  if (code === 'EACCES') return `PORT is ${port}, and whoever runs Usher may not listen there. Put a proxy in front, or ${otherPort}`;
  return `HOST is ${JSON.stringify(host)}, and Usher cannot listen there (${code ?? message}). Expected: ${VARIABLES.HOST.expected}. Example: HOST=${VARIABLES.HOST.example}`;
}
