import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import type { UnitOfWork } from '../platform/database/unit-of-work';

/** A role as it stands inside a user on the wire: more than its key. */
export type NestedRole = Readonly<Record<string, unknown>>;

/** Writes the role inside the change of the user, and answers its key. */
export type WriteRole = (work: UnitOfWork) => Promise<string>;

/** Reads a role inside a user and does what is slow about it. Throws what is wrong with it. */
export type PrepareRole = (accountability: Accountability, role: NestedRole) => Promise<WriteRole>;

/** The port to the roles, which come after the users: they fill it at the start. */
@Injectable()
export class NestedRoles {
  #prepare: PrepareRole | null = null;

  fill(prepare: PrepareRole): void {
    this.#prepare = prepare;
  }

  prepare(accountability: Accountability, role: NestedRole): Promise<WriteRole> {
    return this.#prepare!(accountability, role);
  }
}
