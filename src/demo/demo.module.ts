import { Module } from '@nestjs/common';
import { InvitationsModule } from '../invitations/invitations.module';
import { PoliciesModule } from '../policies/policies.module';
import { RegistrationModule } from '../registration/registration.module';
import { RolesModule } from '../roles/roles.module';
import { ServerModule } from '../server/server.module';
import { UsersModule } from '../users/users.module';
import { DemoService } from './demo.service';

@Module({
  imports: [PoliciesModule, UsersModule, RolesModule, InvitationsModule, RegistrationModule, ServerModule],
  providers: [DemoService],
})
export class DemoModule {}
