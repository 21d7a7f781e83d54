import { Global, Module } from '@nestjs/common';
import { DraftsService } from './drafts.service';

@Global()
@Module({ providers: [DraftsService], exports: [DraftsService] })
export class DraftsModule {}
