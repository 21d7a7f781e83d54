import { Controller } from '@nestjs/common';
import { ByPolicy } from '../doors/http/access.decorator';
import { CollectionDoor } from '../doors/rest/collection-door';
import { InArea } from '../doors/rest/openapi/describes.decorator';
import { ReadableController } from '../doors/rest/readable.controller';

@Controller('revisions')
@InArea({ name: 'Revisions', about: 'What items were like after each change.', nouns: ['Revision', 'Revisions'] })
@ByPolicy()
export class RevisionsController extends ReadableController {
  constructor(door: CollectionDoor) {
    super(door, 'directus_revisions');
  }
}
