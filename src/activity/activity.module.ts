import { Module } from '@nestjs/common';
import { ActivityAdminController } from './activity-admin.controller';
import { ActivityLog } from './activity.log';

@Module({ controllers: [ActivityAdminController], providers: [ActivityLog], exports: [ActivityLog] })
export class ActivityModule {}
