import { DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { Log } from '../log/log';
import { AppConfig } from './app-config';
import { ProjectRoot } from './project-root';

/** What every room may ask for: configuration, clock, log. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: AppConfig, clock: Clock): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: AppConfig, useValue: config },
        { provide: Clock, useValue: clock },
        { provide: Log, useValue: new Log(config.logLevel) },
        ProjectRoot,
      ],
      exports: [AppConfig, Clock, Log, ProjectRoot],
    };
  }
}
