import { Injectable } from '@nestjs/common';
import { Limits } from '../platform/limits/limits.service';
import { networkPrefix } from '../platform/limits/network-prefix';
import { domainOf } from '../users/email-address';

/** What keeps registration from being a way to flood mailboxes. Asked before anything is looked up, the same for every address. */
@Injectable()
export class RegistrationLimits {
  constructor(private readonly limits: Limits) {}

  /** REQUESTS_EXCEEDED for a network that registers too often. */
  admit(ip: string | null): Promise<void> {
    return this.limits.consume('registration', networkPrefix(ip));
  }

  /** REQUESTS_EXCEEDED where one provider gets too many mails; that says nothing about a person. */
  admitDomain(emailKey: string): Promise<void> {
    return this.limits.consume('public-mail-domain', domainOf(emailKey));
  }

  /** False where this mailbox had its mails of the hour: then nothing happens, and the answer is as ever. */
  mailboxTakes(emailKey: string): Promise<boolean> {
    return this.limits.tryConsume('reset-mail', `registration:${emailKey}`);
  }
}
