import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { PasswordsModule } from '../users/passwords.module';
import { UsersModule } from '../users/users.module';
import { AcceptInviteController } from './accept-invite.controller';
import { AnswerInvitation } from './answer-invitation';
import { InvitationList } from './invitation-list';
import { InvitationsAdminController } from './invitations-admin.controller';
import { InvitationsController } from './invitations.controller';
import { InvitationsService } from './invitations.service';
import { InviteAdminController } from './invite-admin.controller';
import { InvitePeople } from './invite-people';
import { KeepInvitation } from './keep-invitation';
import { RenewInvitation } from './renew-invitation';

@Module({
  imports: [ActivityModule, PasswordsModule, UsersModule],
  controllers: [InvitationsController, InviteAdminController, InvitationsAdminController, AcceptInviteController],
  providers: [InvitationsService, InvitePeople, KeepInvitation, AnswerInvitation, RenewInvitation, InvitationList],
  exports: [InvitationsService],
})
export class InvitationsModule {}
