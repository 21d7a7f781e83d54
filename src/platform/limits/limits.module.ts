import { Global, Module } from '@nestjs/common';
import { Limits } from './limits.service';

@Global()
@Module({ providers: [Limits], exports: [Limits] })
export class LimitsModule {}
