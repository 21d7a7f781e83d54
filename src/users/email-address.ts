import { domainToASCII } from 'node:url';

/** An address as a person typed it, and the key that makes two spellings of it one. */
export interface EmailAddress {
  /** Where mail goes, and what pages show. */
  readonly address: string;
  /** NFKC, lower case, domain in its ASCII form. Compared and unique; never mailed to. */
  readonly key: string;
}

const MAX_ADDRESS = 128;
const MAX_LOCAL_PART = 64;
const MAX_DOMAIN = 253;

/**
 * Reads one address, or null where it is none. A domain has a dot (or is `localhost`), and no public top-level domain is asked for (`admin@intranet.local` is one).
 * What has a meaning in a mail header (control characters, commas, angle brackets, quotes) is refused instead of quoted:
 * an address that needs quoting is a way to smuggle a second recipient in.
 */
export function parseEmail(text: string): EmailAddress | null {
  const address = text.trim();
  if (address.length > MAX_ADDRESS || !hasPlainParts(address)) return null;
  const [localPart, domain] = splitOnce(address.normalize('NFKC').toLowerCase().normalize('NFKC'));
  if (!hasPlainParts(`${localPart}@${domain}`)) return null;
  const asciiDomain = domainToASCII(domain);
  if (!isDomain(asciiDomain)) return null;
  const key = `${localPart}@${asciiDomain}`;
  return key.length > MAX_ADDRESS ? null : { address, key };
}

/** The domain of an address key: mails to one provider are counted together. */
export function domainOf(key: string): string {
  return splitOnce(key)[1];
}

/** One @, a local part of dotted atoms and a domain without a sign that URLs would decode. */
function hasPlainParts(address: string): boolean {
  const [localPart, domain] = splitOnce(address);
  return (
    localPart.length <= MAX_LOCAL_PART &&
    /^[^\s\p{C}\p{Z}"(),:;<>@[\\\]]+$/u.test(localPart) &&
    !/^\.|\.\.|\.$/.test(localPart) &&
    /^[\p{L}\p{M}\p{N}._-]+$/u.test(domain)
  );
}

function splitOnce(address: string): [localPart: string, domain: string] {
  const at = address.lastIndexOf('@');
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at + 1)];
}

/** Labels of a host name; the last one is a word, because `a@127.1` would be read as a network address. */
function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  return (labels.length > 1 || domain === 'localhost') && domain.length <= MAX_DOMAIN && labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) && !/^\d+$/.test(labels.at(-1)!);
}
