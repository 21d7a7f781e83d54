import { Injectable } from '@nestjs/common';
import type { Accountability } from '../../platform/accountability/accountability';
import { chunksOf, inChunks } from '../../platform/database/chunks';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { throwAll } from '../../platform/errors/application-error';
import { ForbiddenError } from '../../platform/errors/errors';
import { CollectionRegistry } from '../collections/registry';
import { EVERYTHING, type Filter } from '../query/ast';
import type { Key } from '../query/keys';
import { violations } from '../query/match/match-filter';
import { grants } from '../query/scope';
import { DynamicVariables, filterWithValues, variablesIn } from './dynamic-variables';
import { ItemsUnder } from './items-under';
import { ownRightsAmong } from './own-rights';
import { presetsOf, variablesInPresets } from './presets';
import { StoredRules, type Action, type Rules, type StoredRule } from './stored-rules';
import { validationError } from './validation-error';

/** May this caller do that? `can` to draw a button, the others to refuse. */
@Injectable()
export class AccessControl {
  constructor(
    private readonly rules: StoredRules,
    private readonly variables: DynamicVariables,
    private readonly registry: CollectionRegistry,
    private readonly items: ItemsUnder,
  ) {}

  /** Whether the caller may do it to any item at all. */
  async can(accountability: Accountability, action: Action, collection: string, work?: UnitOfWork): Promise<boolean> {
    const rules = await this.#rulesFor(accountability, action, collection, work);
    return rules === 'everything' || rules.length > 0;
  }

  /** Throws FORBIDDEN where `can` is false. */
  async require(accountability: Accountability, action: Action, collection: string, work?: UnitOfWork): Promise<void> {
    if (!(await this.can(accountability, action, collection, work))) throw collectionRefused(collection);
  }

  /** Those of the fields that the caller may read on any row at all: a page asks for no others, since one forbidden field refuses a whole read. */
  async readableFields(accountability: Accountability, collection: string, fields: readonly string[]): Promise<string[]> {
    return this.#fieldsFor(accountability, 'read', collection, fields);
  }

  /** The same for what the caller may change on some row: to draw only what can be done to anybody at all. */
  async changeableFields(accountability: Accountability, collection: string, fields: readonly string[]): Promise<string[]> {
    return this.#fieldsFor(accountability, 'update', collection, fields);
  }

  async #fieldsFor(accountability: Accountability, action: 'read' | 'update', collection: string, fields: readonly string[]): Promise<string[]> {
    const rules = await this.#rulesFor(accountability, action, collection);
    return rules === 'everything' ? [...fields] : fields.filter((field) => rules.some((rule) => grants(rule, field)));
  }

  /**
   * Each of the items exists and some rule lets the caller do this to it, for each of the fields; otherwise FORBIDDEN for all.
   * The ids are a set. What does not exist is refused like what is forbidden, to administrators, too.
   */
  async requireItems(work: UnitOfWork, action: Action, collection: string, ids: readonly Key[], fields: readonly string[] = []): Promise<void> {
    await this.#requireItems(work.accountability, action, collection, ids, fields, work);
  }

  /** Whether `requireItems` would let one item pass: to draw what can be done to it. */
  async canItem(accountability: Accountability, action: Action, collection: string, id: Key, fields: readonly string[] = []): Promise<boolean> {
    try {
      await this.#requireItems(accountability, action, collection, [id], fields);
      return true;
    } catch (error) {
      if (error instanceof ForbiddenError) return false;
      throw error;
    }
  }

  async #requireItems(accountability: Accountability, action: Action, collection: string, ids: readonly Key[], fields: readonly string[], work?: UnitOfWork): Promise<void> {
    const rules = await this.#rulesFor(accountability, action, collection, work);
    if (rules !== 'everything') {
      if (rules.length === 0) throw collectionRefused(collection);
      refuseFields(action, collection, ungranted(rules, fields));
      refuseFields(action, collection, ownRightsAmong(this.registry.get(collection), action, ids.includes(accountability.user!), fields));
    }
    const distinct = [...new Set(ids.map(String))];
    for (const some of chunksOf(distinct)) {
      if ((await this.items.count(await this.#rowsFor(accountability, rules, fields, work), collection, some, work)) !== some.length) throw new ForbiddenError();
    }
  }

  /** Those of the items that `requireItems` would let pass each by itself: to draw on a list what can be done to whom. */
  async itemsAmong(accountability: Accountability, action: Action, collection: string, ids: readonly Key[], fields: readonly string[] = []): Promise<Key[]> {
    const rules = await this.#rulesFor(accountability, action, collection);
    if (rules !== 'everything' && (rules.length === 0 || ungranted(rules, fields).length > 0)) return [];
    const isClosed = (id: Key) => rules !== 'everything' && ownRightsAmong(this.registry.get(collection), action, id === accountability.user, fields).length > 0;
    const rows = await this.#rowsFor(accountability, rules, fields);
    return inChunks(ids.filter((id) => !isClosed(id)), (some) => this.items.keys(rows, collection, some));
  }

  /**
   * What a caller wants to write: the fields must be granted, presets fill in what was not sent, and every rule's validation
   * must hold. Returns the payload with presets; throws FORBIDDEN or FAILED_VALIDATION. Whether the fields exist, and what they
   * may hold, is the capability's to say.
   */
  async checkPayload<T extends Record<string, unknown>>(work: UnitOfWork, action: 'create' | 'update', collection: string, payload: T): Promise<T> {
    const rules = await this.#rulesFor(work.accountability, action, collection, work);
    if (rules === 'everything') return payload;
    if (rules.length === 0) throw collectionRefused(collection);
    refuseFields(action, collection, ungranted(rules, Object.keys(payload)));
    const validations = rules.map((rule) => rule.validation);
    const variables = [...variablesIn(...validations), ...variablesInPresets(rules.map((rule) => rule.presets))];
    const values = await this.variables.valuesFor(work.accountability, variables, work);
    const complete = { ...presetsOf(rules.map((rule) => rule.presets), values), ...payload };
    throwAll(validations.flatMap((filter) => (filter ? violations(filterWithValues(filter, values), complete, 'passes').map((violation) => validationError(violation, complete)) : [])));
    return complete;
  }

  async #rulesFor(accountability: Accountability, action: Action, collection: string, work?: UnitOfWork): Promise<Rules> {
    const rules = await this.rules.of(accountability, action, work);
    return rules === 'everything' ? rules : rules.filter((rule) => rule.collection === collection);
  }

  async #rowsFor(accountability: Accountability, rules: Rules, fields: readonly string[], work?: UnitOfWork): Promise<Filter> {
    const rows = rowsFor(rules, fields);
    return filterWithValues(rows, await this.variables.valuesFor(accountability, variablesIn(rows), work));
  }
}

/** The rows on which every field is granted; without fields, the rows of any rule. */
function rowsFor(rules: Rules, fields: readonly string[]): Filter {
  if (rules === 'everything') return EVERYTHING;
  const anyOf = (some: readonly StoredRule[]): Filter => ({ kind: 'any', filters: some.map((rule) => rule.rows ?? EVERYTHING) });
  return { kind: 'all', filters: [anyOf(rules), ...fields.map((field) => anyOf(rules.filter((rule) => grants(rule, field))))] };
}

function ungranted(rules: readonly StoredRule[], fields: readonly string[]): string[] {
  return fields.filter((field) => !rules.some((rule) => grants(rule, field)));
}

function refuseFields(action: Action, collection: string, fields: readonly string[]): void {
  if (fields.length === 0) return;
  const names = fields.map((field) => `"${field}"`).join(', ');
  throw new ForbiddenError({ reason: `You don't have permissions to perform "${action}" for the field(s) ${names} in collection "${collection}" or it does not exist.` });
}

function collectionRefused(collection: string): ForbiddenError {
  return new ForbiddenError({ reason: `You don't have permission to access collection "${collection}" or it does not exist. Queried in root.` });
}
