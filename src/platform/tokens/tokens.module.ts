import { Global, Module } from '@nestjs/common';
import { OneTimeTokens } from './one-time-tokens.service';

@Global()
@Module({ providers: [OneTimeTokens], exports: [OneTimeTokens] })
export class TokensModule {}
