import { Global, Module } from '@nestjs/common';
import { CollectionDoor } from './collection-door';

@Global()
@Module({ providers: [CollectionDoor], exports: [CollectionDoor] })
export class RestModule {}
