import { Injectable } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import type { Accountability } from '../platform/accountability/accountability';
import { inChunks } from '../platform/database/chunks';
import { PrismaService } from '../platform/database/prisma.service';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ApplicationError, applicationErrorsIn, throwAll } from '../platform/errors/application-error';
import { hashToken } from '../platform/tokens/token-text';
import type { PreparedUserChanges } from './user-columns';

const COLLECTION = 'directus_users';
const MAX_NAMED = 100;

/** One of a list of people. `id` is null for whoever is new. */
export interface ListedPerson {
  readonly id: string | null;
  readonly changes: PreparedUserChanges;
}

/** Who asks, and where it is looked up: inside a change or outside of all. */
type Asking = Pick<UnitOfWork, 'db' | 'accountability'> & { readonly work?: UnitOfWork };

/** A unique field: how the database knows its values, and what of one may be said again (of a token nothing). */
interface UniqueField {
  readonly column: 'id' | 'emailKey' | 'tokenHash' | 'externalIdentifier';
  readonly stored: (changes: PreparedUserChanges) => string | null | undefined;
  readonly said: (changes: PreparedUserChanges) => string | null;
}

const UNIQUE: Readonly<Record<string, UniqueField>> = {
  id: { column: 'id', stored: ({ id }) => id, said: ({ id }) => id ?? null },
  email: { column: 'emailKey', stored: ({ email }) => email?.key, said: ({ email }) => (email ? `[${email.address.toLowerCase()}]` : null) },
  token: { column: 'tokenHash', stored: ({ token }) => token && hashToken(token), said: () => null },
  external_identifier: { column: 'externalIdentifier', stored: ({ externalIdentifier }) => externalIdentifier, said: ({ externalIdentifier }) => externalIdentifier ?? null },
};

/** Who of a list has what somebody else has: the database refuses the list, and says of none which one it was. */
@Injectable()
export class TakenValues {
  constructor(
    private readonly prisma: PrismaService,
    private readonly reader: ItemReader,
  ) {}

  /** Runs the write of a list; a refusal for a value that is taken names each place of the list, as far as the caller may know. */
  async naming<T>(caller: Accountability, people: readonly ListedPerson[], write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      const field = applicationErrorsIn(error)?.find(({ code }) => code === 'RECORD_NOT_UNIQUE')?.facts['field'];
      if (typeof field === 'string' && people.length > 1) throwAll(await this.among({ db: this.prisma.client, accountability: caller }, people, field));
      throw error;
    }
  }

  /** A refusal for each of the list whose value of this field is taken, by the list itself or by somebody whom the caller may see; its `path` is the place. */
  async among(asking: Asking, people: readonly ListedPerson[], field: string): Promise<ApplicationError[]> {
    const unique = UNIQUE[field];
    if (!unique) return [];
    const values = people.map(({ changes }) => unique.stored(changes) ?? null);
    const owners = await this.#owners(asking, field, unique, [...new Set(values.filter((value) => value !== null))]);
    const before = new Set<string>();
    const taken = people.flatMap(({ id, changes }, index) => {
      const value = values[index]!;
      if (value === null) return [];
      const isTaken = before.has(value) || (owners.has(value) && owners.get(value) !== id);
      before.add(value);
      return isTaken ? [new ApplicationError('RECORD_NOT_UNIQUE', { collection: COLLECTION, field, value: unique.said(changes), path: [index] })] : [];
    });
    return taken.slice(0, MAX_NAMED);
  }

  /**
   * Whose values they are, of those whom the caller may see. A list is refused as a whole and leaves no trace, so naming others in it would
   * answer for a thousand addresses at once who has an account.
   */
  async #owners(asking: Asking, field: string, { column }: UniqueField, values: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const find = (some: string[]) => asking.db.user.findMany({ where: { [column]: { in: some } }, select: { id: true, [column]: true } });
    const owners = (await inChunks(values, find)) as unknown as Record<UniqueField['column'], string>[];
    const visible = new Set(await inChunks(owners, (some) => this.#withVisible(asking, field, some.map(({ id }) => id))));
    return new Map(owners.filter(({ id }) => visible.has(id)).map((owner) => [owner[column], owner.id]));
  }

  async #withVisible({ accountability, work }: Asking, field: string, ids: readonly string[]): Promise<string[]> {
    try {
      const items = await this.reader.readMany<Record<string, string | null>>(accountability, COLLECTION, ids, { fields: ['id', field] }, work);
      return items.flatMap((item) => (item[field] === null ? [] : item['id']!));
    } catch (error) {
      if (applicationErrorsIn(error)?.every(({ code }) => code === 'FORBIDDEN')) return [];
      throw error;
    }
  }
}
