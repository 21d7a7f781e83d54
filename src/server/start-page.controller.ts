import { Controller, Get, Res } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { Caller, SignedIn } from '../doors/http/access.decorator';
import { PAGES_BY_COLLECTION } from '../doors/html/layout.presenter';
import type { DoorReply } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';

/** HTML: /admin leads to the first page that the person may see, and to their own account where there is none. */
@Controller('admin')
@SignedIn()
export class StartPageController {
  constructor(private readonly access: AccessControl) {}

  @Get()
  async start(@Caller() caller: Accountability, @Res() reply: DoorReply): Promise<void> {
    void reply.code(302).header('location', await this.#firstPage(caller)).send();
  }

  async #firstPage(caller: Accountability): Promise<string> {
    if (!caller.app) return '/admin/account';
    for (const { url, collection } of PAGES_BY_COLLECTION) if (await this.access.can(caller, 'read', collection)) return url;
    return '/admin/account';
  }
}
