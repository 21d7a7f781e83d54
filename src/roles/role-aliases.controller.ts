import { Controller, Get, Param, Redirect } from '@nestjs/common';
import { AdminApp } from '../doors/http/access.decorator';
import { ROLES_URL } from './role-urls';

/** Short addresses, easy to type and to remember. */
@Controller('admin/roles')
@AdminApp()
export class RoleAliasesController {
  @Get()
  @Redirect(ROLES_URL, 302)
  index(): void {}

  @Get(':id')
  @Redirect()
  one(@Param('id') id: string): { url: string; statusCode: number } {
    return { url: `${ROLES_URL}/${encodeURIComponent(id)}`, statusCode: 302 };
  }
}
