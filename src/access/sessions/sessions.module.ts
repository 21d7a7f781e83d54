import { Global, Module } from '@nestjs/common';
import { AccountabilityResolver } from './accountability-resolver';
import { SessionAccountabilityResolver } from './session-accountability.resolver';
import { SessionsService } from './sessions.service';
import { Standing } from './standing';

@Global()
@Module({
  providers: [SessionsService, Standing, { provide: AccountabilityResolver, useClass: SessionAccountabilityResolver }],
  exports: [SessionsService, Standing, AccountabilityResolver],
})
export class SessionsModule {}
