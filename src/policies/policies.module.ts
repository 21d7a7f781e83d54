import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { AttachmentsService } from './attachments.service';
import { Authority } from './authority';
import { PermissionsService } from './permissions.service';
import { PoliciesAdminController } from './policies-admin.controller';
import { PoliciesService } from './policies.service';
import { PolicyFacts } from './policy-facts';
import { PolicyPickersAdminController } from './policy-pickers-admin.controller';
import { RuleCheck } from './rule-check';

@Module({
  imports: [ActivityModule],
  controllers: [PoliciesAdminController, PolicyPickersAdminController],
  providers: [Authority, AttachmentsService, PermissionsService, PoliciesService, PolicyFacts, RuleCheck],
  exports: [Authority, AttachmentsService, PermissionsService, PoliciesService],
})
export class PoliciesModule {}
