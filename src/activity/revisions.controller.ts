import { Controller } from '@nestjs/common';
import { ByPolicy } from '../doors/http/access.decorator';
import { CollectionDoor } from '../doors/rest/collection-door';
import { ReadableController } from '../doors/rest/readable.controller';

@Controller('revisions')
@ByPolicy()
export class RevisionsController extends ReadableController {
  constructor(door: CollectionDoor) {
    super(door, 'directus_revisions');
  }
}
