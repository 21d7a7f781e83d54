import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { PoliciesModule } from '../policies/policies.module';
import { ChangeablePeople } from './changeable-people';
import { ChangeUsers } from './change-users';
import { ConfirmAddressController } from './confirm-address.controller';
import { CreateUser } from './create-user';
import { IssueInvitation } from './issue-invitation';
import { LastPage } from './last-page';
import { MeController } from './me.controller';
import { NestedRoles } from './nested-roles';
import { OwnAddress } from './own-address';
import { PasswordsModule } from './passwords.module';
import { PrepareUser } from './prepare-user';
import { RemoveUsers } from './remove-users';
import { RoleMembers } from './role-members';
import { RoleNames } from './role-names';
import { StaticTokens } from './static-tokens';
import { TakenValues } from './taken-values';
import { UserAdminController } from './user-admin.controller';
import { UserCommands } from './user-commands';
import { UserPageReader } from './user-page.reader';
import { UserSessions } from './user-sessions';
import { UsersAdminController } from './users-admin.controller';
import { UsersBulkController } from './users-bulk.controller';
import { UsersController } from './users.controller';
import { UsersService } from './users.service';
import { WhyController } from './why.controller';

@Module({
  imports: [ActivityModule, PoliciesModule, PasswordsModule],
  providers: [NestedRoles, PrepareUser, CreateUser, ChangeUsers, ChangeablePeople, RemoveUsers, RoleMembers, RoleNames, IssueInvitation, OwnAddress, StaticTokens, TakenValues, UserSessions, LastPage, UserCommands, UserPageReader, UsersService],
  controllers: [MeController, UsersController, UsersAdminController, UsersBulkController, UserAdminController, ConfirmAddressController, WhyController],
  exports: [UsersService, IssueInvitation, NestedRoles],
})
export class UsersModule {}
