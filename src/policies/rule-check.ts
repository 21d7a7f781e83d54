import { Injectable } from '@nestjs/common';
import { CollectionRegistry } from '../access/collections/registry';
import type { Filter } from '../access/query/ast';
import { PARTS_AT_MOST, patternIn } from '../access/query/match/pattern';
import { comparisonsIn } from '../access/query/operands';
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
    translated(() => assertPatternsAreGood(parseFilter(validation ?? {}, 'validation', 'validation')));
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

/** Patterns run on this server for each body that the rule is asked about. */
function assertPatternsAreGood(filter: Filter | null): void {
  const written = filter === null ? [] : comparisonsIn(filter).flatMap(({ operator, operands: [operand] }) => (operator === 'regex' && operand?.kind === 'literal' ? [String(operand.value)] : []));
  let parts = 0;
  for (const one of written) {
    const pattern = patternIn(one);
    parts += pattern?.parts ?? 0;
    if (!pattern || parts > PARTS_AT_MOST) throw new InvalidPayloadError({ reason: `validation: the regular expression ${JSON.stringify(one)} ${pattern ? 'costs too much, together with the others' : 'cannot be read, or costs too much'}` });
  }
}
