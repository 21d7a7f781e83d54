import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { nameOfPerson, seededWords } from '../activity/names';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { formErrors, NO_ERRORS, type FieldLabels, type FormErrors } from '../doors/html/field-messages';
import { text, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { parseConflictForm } from '../doors/html/conflict-form';
import { conflictPage } from '../doors/html/conflict-page.presenter';
import { Pages, type PageSpec } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { DraftEndedError } from '../platform/drafts/drafts.service';
import { FailedValidationError, StaleChangeError } from '../platform/errors/errors';
import { deletePolicyPage } from './delete-policy.presenter';
import { PoliciesService } from './policies.service';
import { PoliciesListReader } from './policies-list.reader';
import { policiesPage } from './policies-page.presenter';
import * as drafting from './policy-draft';
import { EMPTY_POLICY_DRAFT, type PolicyDraft } from './policy-draft';
import { nameIn, PolicyDrafts, type OpenPolicyDraft } from './policy-drafts';
import { CONTROLS, parsePolicyForm } from './policy-form';
import { PolicyFacts } from './policy-facts';
import { policyPage } from './policy-page.presenter';
import { holderName, policyReview } from './policy-review.presenter';
import { idOf, POLICIES_URL, policyUrl } from './policy-urls';
import { isIpAccessEntry } from '../access/permissions/ip-access';

const POLICY_FORM_LABELS: FieldLabels = {
  name: 'Name', icon: 'Icon', description: 'Description', app_access: 'App access', admin_access: 'Administrator rights', enforce_tfa: 'Require two-factor sign-in', ip_access: 'IP addresses',
};

const LOSERS_SHOWN = 20;
const ENDED = { kind: 'info', text: 'These staged changes were saved or discarded before, or have expired. This is how things are now.' } as const;

/** `/admin/settings/policies`: the list, and one policy with its staged changes, saved by the check in the header. */
@AdminApp()
@Controller('admin/settings/policies')
export class PoliciesAdminController {
  constructor(
    private readonly policies: PoliciesService,
    private readonly facts: PolicyFacts,
    private readonly drafts: PolicyDrafts,
    private readonly list: PoliciesListReader,
    private readonly access: AccessControl,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@Caller() caller: Accountability, @Query() query: Record<string, unknown>, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const search = text(query, 'search').slice(0, 200);
    const page = policiesPage({ ...(await this.list.read(caller)), search, can: { create: await this.access.can(caller, 'create', 'directus_policies') } });
    await this.pages.show(request, reply, { template: 'policies/index', title: 'Policies', page });
  }

  @Get(':id')
  async show(@Caller() caller: Accountability, @Param('id') key: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const policyId = idOf(key);
    const draft = await this.drafts.open(caller, policyId, text(query, 'draft'));
    await this.pages.show(request, reply, await this.page(caller, policyId, draft, draft?.edits ?? EMPTY_POLICY_DRAFT, pageOf(query), NO_ERRORS));
  }

  /** Save: everything that is staged and typed, or nothing. */
  @Post(':id')
  @Once()
  async save(@Caller() caller: Accountability, @Param('id') key: string, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const policyId = idOf(key);
    const form = parsePolicyForm(body, await this.facts.stored(caller, policyId));
    const draft = await this.drafts.open(caller, policyId, form.draft ?? '');
    if (form.draft && !draft) return this.pages.redirect(reply, policyUrl(policyId), ENDED);
    const edits = drafting.type(draft?.edits ?? EMPTY_POLICY_DRAFT, form.typed);
    try {
      await this.write(caller, policyId, edits, draft, reply);
    } catch (error) {
      if (error instanceof DraftEndedError) return this.pages.redirect(reply, policyUrl(policyId), ENDED);
      const kept = await this.drafts.stage(caller, policyId, draft, (staged) => drafting.type(staged, form.typed));
      if (error instanceof StaleChangeError && policyId !== null && kept) return this.showConflict(caller, policyId, kept, error, request, reply);
      if (!formErrors(error, POLICY_FORM_LABELS)) throw error;
      await this.pages.invalid(request, reply, error, POLICY_FORM_LABELS, (errors) => this.page(caller, policyId, kept, kept?.edits ?? edits, form.page, errors));
    }
  }

  @Get(':id/review')
  async review(@Caller() caller: Accountability, @Param('id') key: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const policyId = idOf(key);
    const draft = await this.drafts.open(caller, policyId, text(query, 'draft'));
    if (!draft) return this.pages.redirect(reply, policyUrl(policyId));
    const [stored, roles, people] = await Promise.all([this.facts.stored(caller, policyId), this.facts.roles(caller), this.facts.people(caller, draft.edits)]);
    const page = policyReview({ policyId, policyName: nameIn(stored, draft.edits), draftId: draft.id, draft: draft.edits, roles, people, back: { page: pageOf(query) } });
    await this.pages.show(request, reply, { template: 'policies/review', title: page.heading, page });
  }

  /** After somebody else's change: mine on top of what was shown, or theirs. */
  @Post(':id/conflict')
  async conflict(@Caller() caller: Accountability, @Param('id') key: string, @Body() body: FormBody, @Res() reply: DoorReply): Promise<void> {
    const policyId = idOf(key);
    const form = parseConflictForm(body ?? {});
    const open = await this.drafts.open(caller, policyId, form.draft ?? '');
    if (!open) return this.pages.redirect(reply, policyUrl(policyId), ENDED);
    const draft = await this.drafts.stage(caller, policyId, open, (edits) => (form.then === 'mine' ? drafting.onTopOf(edits, form.theirs) : drafting.without(edits, new Set(form.theirs.keys()))));
    this.pages.redirect(reply, policyUrl(policyId, { draft: draft?.id }), { kind: 'info', text: 'Look at your changes once more, then save.' });
  }

  @Get(':id/delete')
  async askToDelete(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.access.require(caller, 'delete', 'directus_policies');
    await this.pages.show(request, reply, await this.deletePage(caller, id, text(query, 'draft') || null, []));
  }

  @Post(':id/delete')
  @Once()
  async remove(@Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const name = seededWords((await this.facts.stored(caller, id)).name ?? '');
    try {
      await this.policies.remove(caller, [id]);
      this.pages.redirect(reply, POLICIES_URL, { kind: 'good', text: `Policy ${name} deleted.` });
    } catch (error) {
      await this.pages.invalid(request, reply, error, POLICY_FORM_LABELS, (errors) => this.deletePage(caller, id, text(body, 'draft') || null, errors.summary));
    }
  }

  private async write(caller: Accountability, policyId: string | null, edits: PolicyDraft, draft: OpenPolicyDraft | null, reply: DoorReply): Promise<void> {
    if (policyId !== null && drafting.countOf(edits) === 0) return this.pages.redirect(reply, policyUrl(policyId), { kind: 'info', text: 'There was nothing to save.' });
    assertIpListIsGood(edits);
    const { changes, seen } = drafting.toChanges(edits);
    const staged = { seen, ...(draft && { draft: draft.id }) };
    if (policyId !== null) {
      await this.policies.change(caller, [policyId], changes, staged);
      return this.pages.redirect(reply, policyUrl(policyId), { kind: 'good', text: 'Policy saved.' });
    }
    const [created] = await this.policies.create(caller, [changes], staged);
    this.pages.redirect(reply, policyUrl(created!), { kind: 'good', text: 'Policy created.' });
  }

  private async page(caller: Accountability, policyId: string | null, draft: OpenPolicyDraft | null, edits: PolicyDraft, at: number, errors: FormErrors): Promise<PageSpec> {
    const facts = await this.facts.forPage(caller, policyId, edits, at);
    const page = policyPage({ ...facts, policyId, draftId: draft?.id ?? null, draft: edits, page: at, errors });
    return { template: 'policies/show', title: page.title, page };
  }

  private async showConflict(caller: Accountability, policyId: string, draft: OpenPolicyDraft, { stale }: StaleChangeError, request: DoorRequest, reply: DoorReply): Promise<void> {
    const { name } = await this.facts.stored(caller, policyId);
    const page = conflictPage(seededWords(name ?? ''), draft.id, stale, { postUrl: policyUrl(policyId, { draft: draft.id }, 'conflict'), backUrl: policyUrl(policyId, { draft: draft.id }) });
    await this.pages.show(request, reply, { template: 'policies/conflict', title: page.heading, page, status: 409 });
  }

  private async deletePage(caller: Accountability, id: string, draftId: string | null, errors: FormErrors['summary']): Promise<PageSpec> {
    const [stored, direct, users, rules, roles] = await Promise.all([this.facts.stored(caller, id), this.facts.direct(caller, id), this.facts.users(caller, id, 1), this.facts.rules(caller, id), this.facts.roles(caller)]);
    const losers = [
      ...direct.map(({ role }) => ({ name: holderName(role === null ? { kind: 'public', id: '' } : { kind: 'role', id: role }, roles, new Map()), url: role && `/admin/settings/roles/${role}`, note: role === null ? null : 'role' })),
      ...users.rows.flatMap(({ user }) => (user ? [{ name: nameOfPerson(user), url: `/admin/users/${user.id}`, note: user.email }] : [])),
    ];
    const name = seededWords(stored.name ?? '');
    const page = deletePolicyPage({ policyId: id, name, isAdmin: stored.adminAccess === 'true', isApp: stored.appAccess === 'true', rules: rules.length, losers: losers.slice(0, LOSERS_SHOWN), total: direct.length + users.total, draftId, errors });
    return { template: 'policies/delete', title: page.heading, page };
  }
}

function pageOf(query: FormBody): number {
  const page = Number(text(query, 'page'));
  return Number.isInteger(page) && page >= 1 ? page : 1;
}

/** Said at the field, where the dialect has one sentence for the whole. */
function assertIpListIsGood({ fields }: PolicyDraft): void {
  const bad = fields.ipAccess?.value?.split('\n').find((entry) => !isIpAccessEntry(entry));
  if (bad !== undefined) throw new FailedValidationError({ field: CONTROLS.ipAccess, type: 'ip_list', invalid: bad });
}
