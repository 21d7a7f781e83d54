import { Module } from '@nestjs/common';
import { ActivityAdminController } from './activity-admin.controller';
import { ActivityController } from './activity.controller';
import { ActivityLog } from './activity.log';
import { RevisionsController } from './revisions.controller';

@Module({ controllers: [ActivityController, RevisionsController, ActivityAdminController], providers: [ActivityLog], exports: [ActivityLog] })
export class ActivityModule {}
