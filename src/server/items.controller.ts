import { All, Controller } from '@nestjs/common';
import { ByPolicy } from '../doors/http/access.decorator';
import { NotDescribed } from '../doors/rest/openapi/describes.decorator';
import { ForbiddenError } from '../platform/errors/errors';

/** REST: the dialect's /items. There are no collections of that kind here, and system collections are not reached through it: both look alike. */
@Controller('items')
@NotDescribed('it answers everything with FORBIDDEN')
@ByPolicy()
export class ItemsController {
  @All('*')
  refuse(): never {
    throw new ForbiddenError();
  }
}
