import { createServer, type AddressInfo, type Server } from 'node:net';
import { addressProblem } from './address-problem';

describe('an address that cannot be listened on', () => {
  /** What Node itself says. */
  const refusal = (port: number, host: string) => new Promise<unknown>((resolve, reject) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => reject(new Error('it could be listened on'))));
  });

  it('is a port that another program has', async () => {
    const taken: Server = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    expect(addressProblem(await refusal(port, '127.0.0.1'), '127.0.0.1', port)).toBe(`PORT is ${port}, and another program listens there, perhaps another Usher. Stop that one, or choose another port. Example: PORT=8056`);
    await new Promise((resolve) => taken.close(resolve));
  });

  it('is a port that needs more rights', () => {
    expect(addressProblem(Object.assign(new Error('listen EACCES'), { code: 'EACCES' }), '0.0.0.0', 80)).toMatch(/^PORT is 80, .* may not listen there\. Put a proxy in front/);
  });

  it('is a host that this machine does not have', async () => {
    expect(addressProblem(await refusal(0, '192.0.2.1'), '192.0.2.1', 8055)).toBe('HOST is "192.0.2.1", and Usher cannot listen there (EADDRNOTAVAIL). Expected: an address or name to listen on. Example: HOST=127.0.0.1');
  });
});
