import { Injectable } from '@nestjs/common';
import { AccountabilityResolver } from '../access/sessions/accountability-resolver';
import type { StartedSession } from '../access/sessions/sessions.service';
import type { Accountability } from '../platform/accountability/accountability';

/** Where somebody goes who has signed in on the pages: where they wanted to, or to their account where the pages are not for them. */
@Injectable()
export class Landing {
  constructor(private readonly resolver: AccountabilityResolver) {}

  async after(visitor: Accountability, session: StartedSession, returnTo: string | null): Promise<string> {
    const { ip, userAgent, origin } = visitor;
    const signedIn = await this.resolver.resolve({ bearer: null, sessionCookie: session.token }, { ip, userAgent, origin });
    return landingOf(signedIn, returnTo);
  }
}

export function landingOf(signedIn: Accountability | null, returnTo: string | null): string {
  return signedIn?.app ? (returnTo ?? '/admin') : '/admin/account';
}
