import { Injectable } from '@nestjs/common';
import { CollectionRegistry } from '../access/collections/registry';
import { parseFilter } from '../access/query/parse/parse-filter';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { InvalidPayloadError } from '../platform/errors/errors';
import type { PermissionChanges } from './permission-changes';

/** Whether the rules of a permission can be evaluated at all, asked when they are saved. */
@Injectable()
export class RuleCheck {
  constructor(private readonly registry: CollectionRegistry) {}

  /**
   * Throws INVALID_PAYLOAD with the place of the mistake. Rules on collections of other programs are kept as they are: their
   * operators are those programs' business.
   */
  assertUnderstood(collection: string, { permissions, validation }: PermissionChanges): void {
    if (!this.registry.find(collection)) return;
    translated(() => parseFilter(permissions ?? {}, 'permissions'));
    translated(() => parseFilter(validation ?? {}, 'validation', 'validation'));
  }
}

function translated(parse: () => unknown): void {
  try {
    parse();
  } catch (thrown) {
    const [error] = applicationErrorsIn(thrown) ?? [];
    if (!error) throw thrown;
    throw new InvalidPayloadError({ reason: String(error.facts['reason'] ?? 'The rule cannot be read') });
  }
}
