import { Injectable } from '@nestjs/common';
import { conflictPage } from '../doors/html/conflict-page.presenter';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import type { PageSpec } from '../doors/html/render';
import { BLANK_USER_FORM, valuesOfStaged, type UserFormValues } from '../users/user-form';
import type { Total } from '../access/items/total';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { AppConfig } from '../platform/config/app-config';
import type { StaleEdit } from '../platform/errors/errors';
import { seededWords } from '../activity/names';
import { HoldingPeople } from '../policies/holding-people';
import { addExistingPage } from './add-existing.presenter';
import { createNewPage } from './create-new.presenter';
import { EMPTY_DRAFT, settle } from './role-draft';
import type { OpenDraft } from './role-drafts';
import { NO_ROLE_ERRORS, type RoleErrors } from './role-errors';
import { choiceOf } from './role-policies.presenter';
import { rolePage, type RolePage } from './role-page.presenter';
import { fieldsOf, RolePagesReader } from './role-pages.reader';
import type { RoleRow } from './role-rows';
import { ancestorsOf, descendantsOf } from './role-tree';
import { roleUrl, type RolePlace } from './role-urls';
import { roleReview } from './review.presenter';
import { shownFields } from './role-details.presenter';

export type Place = Required<Pick<RolePlace, 'search' | 'page'>>;

export const FIRST_PLACE: Place = { search: '', page: 1 };
export const NO_DRAFT: OpenDraft = { id: null, edits: EMPTY_DRAFT };

/** Puts the pages of one role together: what the reader gives, what is staged, what the presenter makes of it. */
@Injectable()
export class RolePages {
  constructor(
    private readonly reader: RolePagesReader,
    private readonly holding: HoldingPeople,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  /** The role page itself; `role` null is the one that does not exist yet. */
  async show(caller: Accountability, role: RoleRow | null, draft: OpenDraft, place: Place, errors: RoleErrors = NO_ROLE_ERRORS): Promise<PageSpec> {
    const page = await this.view(caller, role, draft, place, errors);
    return { template: 'roles/show', title: page.title, page };
  }

  async view(caller: Accountability, role: RoleRow | null, staged: OpenDraft, place: Place, errors: RoleErrors = NO_ROLE_ERRORS): Promise<RolePage> {
    const roleId = role?.id ?? null;
    const stored = fieldsOf(role);
    const draft = { id: staged.id, edits: settle(staged.edits, stored) };
    const [roles, can] = [await this.reader.roles(caller), await this.reader.rights(caller, roleId)];
    const parentId = shownFields(stored, draft.edits).parentId;
    const tree = roles.map((row) => ({ ...row, parentId: row.parent }));
    const holders = [...(roleId === null ? [] : [roleId]), ...(parentId === null ? [] : [parentId, ...ancestorsOf(tree, parentId).map(({ id }) => id)])];
    return rolePage({
      roleId,
      stored,
      roles,
      members: await this.reader.members(caller, roleId, place),
      everybody: await this.everybody(caller, roleId, tree),
      people: await this.reader.stagedPeople(caller, draft.edits),
      attachments: await this.reader.attachments(caller, holders),
      policies: await this.reader.policies(caller),
      draftId: draft.id,
      draft: draft.edits,
      place,
      errors,
      can,
      now: this.clock.now(),
    });
  }

  /** Counted only where something is below: otherwise it is who is in the role. */
  private async everybody(caller: Accountability, roleId: string | null, tree: Parameters<typeof descendantsOf>[0]): Promise<Total | null> {
    const below = roleId === null ? new Set<string>() : descendantsOf(tree, roleId);
    return roleId === null || below.size === 0 ? null : this.holding.count(caller, { roles: [roleId, ...below], policy: null, isPublic: false });
  }

  async review(caller: Accountability, role: RoleRow | null, draft: OpenDraft, back: Place): Promise<PageSpec> {
    const roleId = role?.id ?? null;
    const page = roleReview({
      roleId,
      roleName: nameOfRole(role),
      draftId: draft.id ?? '',
      draft: draft.edits,
      roles: await this.reader.roles(caller),
      people: await this.reader.stagedPeople(caller, draft.edits),
      attachments: await this.reader.attachments(caller, roleId === null ? [] : [roleId]),
      policies: await this.reader.policies(caller),
      back,
    });
    return { template: 'roles/review', title: page.heading, page };
  }

  /** The picker; `place` is the page and search of the picker itself. */
  async addExisting(caller: Accountability, role: RoleRow | null, draft: OpenDraft, place: Place, behind: Place, error: string | null = null): Promise<PageSpec> {
    const roleId = role?.id ?? null;
    const page = addExistingPage({
      roleId,
      roleName: nameOfRole(role),
      candidates: await this.reader.candidates(caller, roleId, draft.edits, place),
      picked: draft.edits.picked,
      draftId: draft.id,
      ...place,
      behind,
      error,
    });
    return { template: 'roles/add-existing', title: page.heading, page, drawer: true };
  }

  /** The drawer for somebody new. `values` null: as they are staged under this key, or empty. */
  async createNew(caller: Accountability, role: RoleRow | null, draft: OpenDraft, form: { readonly key: string; readonly values: UserFormValues | null; readonly errors?: FormErrors; readonly behind: Place }): Promise<PageSpec> {
    const staged = draft.edits.creating.find(({ key }) => key === form.key);
    const { changePolicies } = await this.reader.rights(caller, role?.id ?? null);
    const page = createNewPage({
      roleId: role?.id ?? null,
      roleName: nameOfRole(role),
      draftId: draft.id,
      key: form.key,
      isStaged: staged !== undefined,
      hasPassword: Boolean(staged?.changes.passwordHash),
      values: form.values ?? (staged ? valuesOfStaged(staged.changes) : BLANK_USER_FORM),
      errors: form.errors ?? NO_ERRORS,
      policies: changePolicies ? (await this.reader.policies(caller)).map(choiceOf) : null,
      passwordMinBytes: this.config.passwords.minBytes,
      behind: form.behind,
    });
    return { template: 'roles/create-new', title: page.heading, page, drawer: true };
  }

  conflict(role: RoleRow, draft: OpenDraft, stale: readonly StaleEdit[]): PageSpec {
    const page = conflictPage(seededWords(role.name), draft.id ?? '', stale, { postUrl: roleUrl(role.id, { draft: draft.id }, 'conflict'), backUrl: roleUrl(role.id, { draft: draft.id }) });
    return { template: 'roles/conflict', title: page.heading, page, status: 409 };
  }
}

export function nameOfRole(role: RoleRow | null): string {
  return role ? seededWords(role.name) : 'the new role';
}
