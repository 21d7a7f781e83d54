import { Global, Module } from '@nestjs/common';
import { AccountabilityResolver } from './accountability-resolver';
import { SessionAccountabilityResolver } from './session-accountability.resolver';
import { SessionsService } from './sessions.service';

@Global()
@Module({
  providers: [SessionsService, { provide: AccountabilityResolver, useClass: SessionAccountabilityResolver }],
  exports: [SessionsService, AccountabilityResolver],
})
export class SessionsModule {}
