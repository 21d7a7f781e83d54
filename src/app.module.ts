import { DynamicModule, Module } from '@nestjs/common';
import { DoorsModule } from './doors/doors.module';
import { HtmlModule } from './doors/html/html.module';
import type { Clock } from './platform/clock/clock';
import type { AppConfig } from './platform/config/app-config';
import { ConfigModule } from './platform/config/config.module';
import { DatabaseModule } from './platform/database/database.module';
import { TemplatingModule } from './platform/templating/templating.module';

/** The rooms, lowest floor first. */
@Module({})
export class AppModule {
  static with(config: AppConfig, clock: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // platform
        ConfigModule.with(config, clock),
        DatabaseModule,
        TemplatingModule,
        // access
        // doors
        DoorsModule,
        HtmlModule,
        // capabilities
      ],
    };
  }
}
