import ipaddr from 'ipaddr.js';
import { InvalidPayloadError } from '../../platform/errors/errors';

/** One entry of a policy's IP list: an address, a range `from-to` or a CIDR block. Nothing else, however tolerant a parser may be. */
export function isIpAccessEntry(entry: string): boolean {
  return parseEntry(entry) !== null;
}

/** The dialect has one refusal for all that is wrong with such a list. */
export function ipAccessMistake(): InvalidPayloadError {
  return new InvalidPayloadError({ reason: 'IP Access contains an incorrect value. Valid values are: IP addresses, IP ranges and CIDR blocks' });
}

/** Whether a policy with this list applies to a call from this address. No list lets everybody in; an unknown address is on no list. */
export function ipIsAllowed(ipAccess: readonly string[] | null, ip: string | null): boolean {
  if (ipAccess === null || ipAccess.length === 0) return true;
  const address = ip === null ? null : parseAddress(ip);
  return address !== null && ipAccess.some((entry) => parseEntry(entry)?.(address) ?? false);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Matches = (address: Address) => boolean;

function parseEntry(entry: string): Matches | null {
  const text = entry.trim();
  if (text.includes('/')) return cidr(text);
  if (text.includes('-')) return range(text);
  const single = parseAddress(text);
  return single && ((address) => compare(address, single) === 0);
}

function cidr(text: string): Matches | null {
  const [network, bits, ...rest] = text.split('/');
  const base = parseAddress(network!);
  if (!base || rest.length > 0 || !/^\d{1,3}$/.test(bits!)) return null;
  // An IPv4 network that was written the IPv6 way keeps its own number of bits.
  const prefix = Number(bits) - (base.kind() === 'ipv4' && network!.includes(':') ? 96 : 0);
  if (prefix < 0 || prefix > (base.kind() === 'ipv4' ? 32 : 128)) return null;
  return (address) => address.kind() === base.kind() && (address as ipaddr.IPv4).match(base as ipaddr.IPv4, prefix);
}

function range(text: string): Matches | null {
  const [from, to, ...rest] = text.split('-').map((end) => parseAddress(end));
  if (!from || !to || rest.length > 0 || from.kind() !== to.kind() || compare(from, to)! > 0) return null;
  return (address) => compare(address, from) !== null && compare(address, from)! >= 0 && compare(address, to)! <= 0;
}

/** Four decimal parts or IPv6. The library also reads `1`, `0x7f.1` and octal parts, which no two programs read alike. */
function parseAddress(text: string): Address | null {
  const trimmed = text.trim();
  if (ipaddr.IPv4.isValidFourPartDecimal(trimmed)) return ipaddr.IPv4.parse(trimmed);
  if (!trimmed.includes(':') || trimmed.includes('%') || !ipaddr.IPv6.isValid(trimmed)) return null;
  const address = ipaddr.IPv6.parse(trimmed);
  // ::ffff:10.0.0.1 is how a socket that listens on both says 10.0.0.1.
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** Below, equal or above; null for addresses of two kinds. */
function compare(a: Address, b: Address): number | null {
  if (a.kind() !== b.kind()) return null;
  return Buffer.compare(Buffer.from(a.toByteArray()), Buffer.from(b.toByteArray()));
}
