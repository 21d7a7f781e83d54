import { Injectable } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import type { MailerService } from '@nestjs-modules/mailer';

/** The mailer, loaded with the first mail that goes out: before it would only lengthen the start. */
@Injectable()
export class MailerOnDemand {
  #opened: Promise<MailerService> | null = null;

  constructor(private readonly loader: LazyModuleLoader) {}

  open(): Promise<MailerService> {
    return (this.#opened ??= this.#load());
  }

  async #load(): Promise<MailerService> {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- its hundred files are what is loaded late here
    const { SmtpModule, MailerService: token } = require('./smtp.module') as typeof import('./smtp.module');
    const module = await this.loader.load(() => SmtpModule);
    return module.get(token, { strict: false });
  }
}
