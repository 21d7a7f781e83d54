import ipaddr from 'ipaddr.js';

const IPV4_BITS = 24;
const IPV6_BITS = 64;

/** The network that a client is counted under: /24 or /64, since one person can have all addresses of it. */
export function networkPrefix(ip: string | null): string {
  if (ip === null || !ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  const bits = address.kind() === 'ipv4' ? IPV4_BITS : IPV6_BITS;
  const bytes = address.toByteArray().map((byte, index) => (index * 8 < bits ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits}`;
}
