import { Injectable } from '@nestjs/common';
import { CollectionRegistry } from '../access/collections/registry';
import { ItemReader } from '../access/items/item-reader';
import { Explainer, type AccessSubject, type Explanation } from '../access/permissions/explain';
import { pathsIn } from '../access/permissions/rule-text';
import { parsePayload } from '../access/permissions/parse-payload';
import { ForbiddenError } from '../platform/errors/errors';
import { SYSTEM, type Accountability } from '../platform/accountability/accountability';
import { accessChecks, requireSensible, type AccessCheck } from './access-check';
import { ExplainedAccess, type Reasons } from './explained-access';
import { ReadableNames } from './readable-names';

type Filter = Readonly<Record<string, unknown>>;

/** Hold for everybody, as far as the reader may ask: a field that is hidden from them compares like none. */
const STATUS: Filter = { status: { _nnull: true } };
const RIGHTS: Filter = { _and: [{ _or: [{ role: { _null: true } }, { role: { _nnull: true } }] }, { _or: [{ policies: { _some: {} } }, { policies: { _none: {} } }] }] };

const NO_REASONS: Reasons = { explain: [], decided_by: [], remedies: [] };

/** As it is answered to programs; the reasons only where they were asked for. */
export interface AccessAnswer extends Partial<Reasons> {
  readonly allowed: boolean;
  readonly access: Explanation['access'];
  readonly because: Explanation['because'] | null;
  readonly missing_fields: readonly string[];
}

/** Usher as the place that other programs ask: may this person do that, and why. */
@Injectable()
export class AccessCheckService {
  constructor(
    private readonly explainer: Explainer,
    private readonly explained: ExplainedAccess,
    private readonly names: ReadableNames,
    private readonly reader: ItemReader,
    private readonly registry: CollectionRegistry,
  ) {}

  /** One answer per check, in order. Throws FORBIDDEN for all of them where the caller may not read somebody they ask about, or what the rules ask of that person. */
  async check(caller: Accountability, body: unknown): Promise<AccessAnswer[]> {
    const checks = parsePayload(caller, 'directus_access', accessChecks, body);
    requireSensible(checks, this.registry);
    const answers: AccessAnswer[] = [];
    for (const check of checks) answers.push(await this.#answer(caller, check));
    return answers;
  }

  /** Whose access it is, as the engine sees them. FORBIDDEN where the caller may not read them. Absent: the caller. */
  async subject(caller: Accountability, user: string | null | undefined, ip: string | undefined): Promise<AccessSubject> {
    const id = user === undefined ? caller.user : user;
    const address = ip ?? (id === caller.user ? caller.ip : null);
    if (id === null) return { id, role: null, status: 'active', ip: address };
    if (id !== caller.user) await this.reader.readOne(caller, 'directus_users', id, { fields: ['id'] });
    const { role, status } = await this.reader.readOne<{ role: string | null; status: string }>(SYSTEM, 'directus_users', id, { fields: ['role', 'status'] });
    return { id, role, status, ip: address };
  }

  async #answer(caller: Accountability, { user, ip, explain = false, ...question }: AccessCheck): Promise<AccessAnswer> {
    const subject = await this.subject(caller, user, ip);
    if (question.item !== undefined && !(await this.#mayGuess(caller, subject, question))) throw new ForbiddenError();
    const explanation = await this.explainer.explain(subject, question, { reasons: explain });
    const { allowed, access, because, missingFields } = explanation;
    // Yes tells that somebody is active, no that they are no administrator; why is told to whoever may read as much of them.
    if (!(await this.#mayKnow(caller, subject.id, allowed ? RIGHTS : STATUS))) {
      // How much of a no is partly a yes would tell that they are active.
      return { allowed, access: allowed ? access : 'none', because: null, missing_fields: [], ...(explain && NO_REASONS) };
    }
    return { allowed, access, because, missing_fields: missingFields, ...(explain && (await this.explained.reasons(caller, subject, question, explanation))) };
  }

  /** Rules may compare the item with something of the person (`$CURRENT_USER.email`): then any number of items would tell what that is. Asked whatever their status, which is no business of the caller either. */
  async #mayGuess(caller: Accountability, subject: AccessSubject, { collection, action }: Pick<AccessCheck, 'collection' | 'action'>): Promise<boolean> {
    if (subject.id === null || subject.id === caller.user || caller.admin) return true;
    const rules = await this.explainer.rulesOf(subject);
    if (rules === 'everything') return true;
    const compared = rules.filter((rule) => rule.collection === collection && rule.action === action).flatMap(({ row }) => [row.permissions, row.validation]);
    const known = pathsIn('$CURRENT_USER', ...compared).filter(([field]) => this.registry.get('directus_users').fields.has(field!));
    return known.length === 0 || this.#mayKnow(caller, subject.id, { _and: known.map(readable) });
  }

  /** Whether the caller may read that of the person, on their very row. What strangers may do is no secret of anybody. */
  async #mayKnow(caller: Accountability, id: string | null, told: Filter): Promise<boolean> {
    if (id === null || id === caller.user || caller.admin) return true;
    return (await this.names.rows(caller, 'directus_users', { fields: ['id'], filter: { _and: [{ id: { _eq: id } }, told] } })).length > 0;
  }
}

/** Holds for everybody of whom that may be read. */
function readable(path: readonly string[]): Filter {
  const [field, ...rest] = path;
  return { _or: [{ [field!]: { _null: true } }, { [field!]: rest.length === 0 ? { _nnull: true } : readable(rest) }] };
}
