import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { PoliciesModule } from '../policies/policies.module';
import { UsersModule } from '../users/users.module';
import { ChangeRole } from './change-role';
import { CreateRole } from './create-role';
import { RemoveRole } from './remove-role';
import { RoleAliasesController } from './role-aliases.controller';
import { RoleCommands } from './role-commands';
import { RoleDrafts } from './role-drafts';
import { RoleDrawersController } from './role-drawers.controller';
import { MembersOfRole } from './role-members';
import { RolePages } from './role-pages';
import { RolePagesReader } from './role-pages.reader';
import { RolePeopleController } from './role-people.controller';
import { RoleRemovalController } from './role-removal.controller';
import { RoleStagingController } from './role-staging.controller';
import { RoleInsideUser } from './role-inside-user';
import { RolesAdminController } from './roles-admin.controller';
import { RolesController } from './roles.controller';
import { RolesService } from './roles.service';
import { WriteRole } from './write-role';

@Module({
  imports: [ActivityModule, PoliciesModule, UsersModule],
  controllers: [RolesController, RoleAliasesController, RoleDrawersController, RolePeopleController, RoleRemovalController, RoleStagingController, RolesAdminController],
  providers: [WriteRole, RoleInsideUser, ChangeRole, CreateRole, RemoveRole, MembersOfRole, RoleCommands, RoleDrafts, RolePages, RolePagesReader, RolesService],
  exports: [RolesService],
})
export class RolesModule {}
