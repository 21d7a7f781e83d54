import { Controller, Get, Res } from '@nestjs/common';
import { Public } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import { NotDescribed } from '../doors/rest/openapi/describes.decorator';

/** Whoever types the bare address is a person, and is led to the pages, as in the dialect. */
@Controller()
@NotDescribed('it leads people to the pages')
@Public()
export class RootController {
  @Get()
  lead(@Res() reply: DoorReply): void {
    void reply.code(302).header('location', '/admin').send();
  }
}
