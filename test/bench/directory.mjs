// The directory that every server gets: the same people, made from their number alone.
import { createHash } from 'node:crypto';

const FIRST = 'Ada Alan Amara Anders Anita Barbara Bela Carlos Chidi Clara Dana Diego Edith Elena Emil Farid Fatima Femi Grace Hana Hedy Ines Ivan Jana Joan Kaito Karim Katja Kofi Lena Lin Lucia Magnus Maren Mei Milan Nadia Niels Nora Olu Omar Petra Quinn Rania Ravi Rosa Sami Sofia Tariq Tove Uma Vera Viktor Wanda Yara Yuki Zainab Zoe'.split(' ');
const LAST = 'Abara Adler Ahlgren Almeida Andersen Bakker Banerjee Baptiste Becker Bianchi Boateng Castellano Chowdhury Clausen Dahlgren Delgado Demir Dubois Eklund Eriksen Falkenberg Ferreira Fontaine Fujimoto Galvan Gonzalez Hakimi Halvorsen Haraldsen Hoffmann Ibrahim Ishikawa Iversen Jankowski Johansson Kaplan Karlsen Kowalska Kristensen Lambert Larsson Lindqvist Lovelace Machado Mbeki Moreau Nakamura Navarro Nguyen Novak Nwosu Okafor Okonkwo Olsen Osterberg Papadakis Pereira Petrov Quintana Rahman Rasmussen Richter Rossi Sandoval Schneider Silveira Sorensen Svensson Takahashi Tanaka Tesfaye Thorsen Vasquez Vestergaard Villanueva Wagner Watanabe Winther Yamada Zielinski Zimmermann'.split(' ');
const TITLES = ['Engineer', 'Editor', 'Librarian', 'Nurse', 'Teacher', 'Accountant', 'Designer', 'Analyst', null];
const PLACES = ['Lisbon', 'Oslo', 'Nairobi', 'Kyoto', 'Toronto', 'Gdansk', null];

export const ROLES = Array.from({ length: 20 }, (_, index) => ({ id: idOf(`role ${index}`), name: `Department ${String(index + 1).padStart(2, '0')}`, icon: 'groups', description: null }));

/** Whose list is asked for, and whom the limited reader may see. */
export const LISTED_ROLE = ROLES[7];

/** One of so many people; the next call with the same number gives the same one. */
export function person(index, roles = ROLES) {
  const bytes = createHash('md5').update(`person ${index}`).digest();
  const pick = (list, at) => list[bytes.readUInt16BE(at) % list.length];
  const [first, last] = [pick(FIRST, 0), pick(LAST, 2)];
  return {
    id: idOf(`person ${index}`),
    first_name: first,
    last_name: last,
    email: `${first}.${last}.${index}@example.org`.toLowerCase(),
    title: pick(TITLES, 4),
    location: pick(PLACES, 6),
    status: 'active',
    role: pick(roles, 8).id,
    last_access: new Date(Date.UTC(2026, 0, 1) + bytes.readUInt32BE(10) % 25_000_000_000).toISOString(),
  };
}

/** What people type into a search: parts of names, and now and then the start of an address. */
export const SEARCHES = [...LAST.map((name) => name.slice(0, 6)), ...FIRST.slice(0, 20).map((name, index) => `${name}.${LAST[index]}`)];

/** The same key for the same text, in the form of a random UUID. */
export function idOf(text) {
  const hex = createHash('md5').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
