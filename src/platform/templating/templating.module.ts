import { Global, Module } from '@nestjs/common';
import { Renderer } from './renderer';

@Global()
@Module({ providers: [Renderer], exports: [Renderer] })
export class TemplatingModule {}
