import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { FormTokenGuard } from './html/form-token.guard';
import { AccountabilityGuard } from './http/accountability.guard';
import { ErrorFilter } from './http/error.filter';
import { KeyGuard } from './http/key.guard';
import { OriginGuard } from './http/origin.guard';
import { Cookies } from './http/session-cookie';

/** The order of the guards is the order of the checks: who is calling, from which site, with which form. */
@Global()
@Module({
  providers: [
    Cookies,
    { provide: APP_GUARD, useClass: AccountabilityGuard },
    { provide: APP_GUARD, useClass: OriginGuard },
    { provide: APP_GUARD, useClass: KeyGuard },
    { provide: APP_GUARD, useClass: FormTokenGuard },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
  exports: [Cookies],
})
export class DoorsModule {}
