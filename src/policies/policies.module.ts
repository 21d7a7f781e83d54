import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { AccessCheckController } from './access-check.controller';
import { AccessCheckService } from './access-check.service';
import { AccessCommands } from './access-commands';
import { AccessController } from './access.controller';
import { AccessOverviews } from './access-overview';
import { AttachmentsService } from './attachments.service';
import { Authority } from './authority';
import { ExplainedAccess } from './explained-access';
import { HoldingPeople } from './holding-people';
import { ListedPermissions } from './listed-permissions';
import { NestedPolicies } from './nested-policies';
import { OwnPermissions } from './own-permissions';
import { PermissionCommands } from './permission-commands';
import { PermissionsController } from './permissions.controller';
import { PermissionsService } from './permissions.service';
import { PoliciesAdminController } from './policies-admin.controller';
import { PoliciesController } from './policies.controller';
import { PoliciesService } from './policies.service';
import { PolicyCommands } from './policy-commands';
import { PoliciesListReader } from './policies-list.reader';
import { PolicyDrafts } from './policy-drafts';
import { PolicyFacts } from './policy-facts';
import { PolicyLinksController } from './policy-links.controller';
import { PolicyPeopleController } from './policy-people.controller';
import { PolicyStagingController } from './policy-staging.controller';
import { PolicyPickersAdminController } from './policy-pickers-admin.controller';
import { ReadableNames } from './readable-names';
import { RuleCheck } from './rule-check';
import { RuleSight } from './rule-sight';

@Module({
  imports: [ActivityModule],
  controllers: [AccessCheckController, PoliciesController, PermissionsController, AccessController, PoliciesAdminController, PolicyStagingController, PolicyPickersAdminController, PolicyLinksController, PolicyPeopleController],
  providers: [AccessCheckService, ExplainedAccess, ReadableNames, AccessOverviews, HoldingPeople, Authority, AttachmentsService, PermissionsService, PoliciesService, NestedPolicies, RuleCheck, RuleSight, PolicyFacts, PolicyDrafts, PoliciesListReader, OwnPermissions, ListedPermissions, PolicyCommands, PermissionCommands, AccessCommands],
  exports: [AccessCheckService, AccessOverviews, HoldingPeople, Authority, AttachmentsService, NestedPolicies, PermissionsService, PoliciesService],
})
export class PoliciesModule {}
