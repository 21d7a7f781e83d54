import { Injectable, type OnModuleInit } from '@nestjs/common';
import { NestedRoles } from '../users/nested-roles';
import { at } from '../platform/database/at-place';
import { WriteRole } from './write-role';

/** Fills the port of the users: a role that stands inside a user is written by the same commands as one that comes alone. */
@Injectable()
export class RoleInsideUser implements OnModuleInit {
  constructor(
    private readonly nested: NestedRoles,
    private readonly writing: WriteRole,
  ) {}

  onModuleInit(): void {
    this.nested.fill(async (accountability, role) => {
      const prepared = await at(['role'], () => this.writing.prepareNested(accountability, role));
      return (work) => at(['role'], () => this.writing.createOrChange(work, prepared));
    });
  }
}
