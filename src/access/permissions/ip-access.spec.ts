import { ipIsAllowed, isIpAccessEntry } from './ip-access';

describe('an entry of an IP list', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '10.0.0.1-10.0.0.9', '10.0.0.1 - 10.0.0.9', '2001:db8::1', '2001:db8::/32', '::1-::5', '::ffff:10.0.0.1', ' 10.0.0.1 '])('may be %s', (entry) => {
    expect(isIpAccessEntry(entry)).toBe(true);
  });

  it.each(['', '*', '10.0.0.*', '10.0.0.0/255.255.255.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.9-10.0.0.1', '10.0.0.1-::1', '10.0.0.1-', '1', '0x7f.1', '010.0.0.1', '10.0.0', 'localhost', 'fe80::1%eth0', '10.0.0.1,10.0.0.2'])('is not %p', (entry) => {
    expect(isIpAccessEntry(entry)).toBe(false);
  });
});

describe('a policy with an IP list', () => {
  it.each<[readonly string[] | null, string | null, boolean]>([
    [null, '10.0.0.1', true],
    [[], null, true],
    [['10.0.0.0/8'], '10.255.0.1', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.0.0.1-10.0.0.9'], '10.0.0.9', true],
    [['10.0.0.1-10.0.0.9'], '10.0.0.10', false],
    [['192.0.2.1', '10.0.0.1'], '::ffff:10.0.0.1', true],
    [['::ffff:10.0.0.0/104'], '10.9.9.9', true],
    [['::/0'], '10.0.0.1', false],
    [['2001:db8::/32'], '2001:db8:1::1', true],
    [['10.0.0.0/8'], null, false],
    [['10.0.0.0/8'], 'unknown', false],
    [['garbage'], '10.0.0.1', false],
  ])('%j lets %s in: %s', (list, ip, allowed) => {
    expect(ipIsAllowed(list, ip)).toBe(allowed);
  });
});
