import { Global, Module } from '@nestjs/common';
import { CollectionDoor } from './collection-door';
import { OpenApi } from './openapi/open-api';

@Global()
@Module({ providers: [CollectionDoor, OpenApi], exports: [CollectionDoor, OpenApi] })
export class RestModule {}
