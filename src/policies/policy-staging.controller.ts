import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ACTIONS } from '../access/permissions/stored-rules';
import { ItemReader } from '../access/items/item-reader';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { NO_ERRORS } from '../doors/html/field-messages';
import type { FormBody } from '../doors/html/form-reader';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { rulesOfCell, UNLIMITED } from './matrix.presenter';
import { attach, detach, EMPTY_POLICY_DRAFT, setCell, type, undo, type PolicyDraft, type StagedDetachment } from './policy-draft';
import { PolicyDrafts, type OpenPolicyDraft } from './policy-drafts';
import { PolicyFacts } from './policy-facts';
import { parsePolicyForm, parsePolicyStep, type PolicyForm, type PolicyStep } from './policy-form';
import { policyPage } from './policy-page.presenter';
import { AT_HOLDERS, AT_MATRIX, cellUrl, idOf, POLICIES_URL, policyUrl } from './policy-urls';

/** The buttons of the policy page that write nothing: each keeps what was typed, and edits the draft. */
@AdminApp()
@Controller('admin/settings/policies')
export class PolicyStagingController {
  constructor(
    private readonly facts: PolicyFacts,
    private readonly drafts: PolicyDrafts,
    private readonly reader: ItemReader,
    private readonly pages: Pages,
  ) {}

  /** Every other button of the form: what was typed goes along into the draft. */
  @Post(':id/stage')
  async stage(@Caller() caller: Accountability, @Param('id') key: string, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const policyId = idOf(key);
    const form = parsePolicyForm(body, await this.facts.stored(caller, policyId));
    const step = parsePolicyStep(body);
    if (step.kind === 'discard') return this.discard(caller, policyId, form, reply);
    const apply = await this.editFor(caller, policyId, step, form);
    const open = await this.drafts.open(caller, policyId, form.draft ?? '');
    const draft = await this.drafts.stage(caller, policyId, open, (edits) => apply(type(edits, form.typed)));
    if (step.kind === 'keep' && this.pages.takesStreams(request)) return this.tell(caller, policyId, draft, form, request, reply);
    const lacksRole = step.kind === 'add-role' && !form.role;
    this.pages.redirect(reply, whereTo(policyId, draft?.id ?? null, step, form), lacksRole ? { kind: 'info', text: 'Choose a role first, then add it.' } : undefined);
  }

  /** To a script that keeps what was typed: the strip, the count on Save, and what the next press has to know. */
  private async tell(caller: Accountability, policyId: string | null, draft: OpenPolicyDraft | null, form: PolicyForm, request: DoorRequest, reply: DoorReply): Promise<void> {
    const edits = draft?.edits ?? EMPTY_POLICY_DRAFT;
    const facts = await this.facts.forPage(caller, policyId, edits, form.page);
    this.pages.stream(request, reply, 'policies/kept.stream', policyPage({ ...facts, policyId, draftId: draft?.id ?? null, draft: edits, page: form.page, errors: NO_ERRORS }));
  }

  private async discard(caller: Accountability, policyId: string | null, form: PolicyForm, reply: DoorReply): Promise<void> {
    const draft = await this.drafts.open(caller, policyId, form.draft ?? '');
    if (draft) await this.drafts.discard(caller, draft);
    this.pages.redirect(reply, policyId === null ? POLICIES_URL : policyUrl(policyId), { kind: 'info', text: 'Changes discarded.' });
  }

  /** What a button does to the draft, apart from keeping what was typed. */
  private async editFor(caller: Accountability, policyId: string | null, step: PolicyStep, form: PolicyForm): Promise<(draft: PolicyDraft) => PolicyDraft> {
    switch (step.kind) {
      case 'add-role':
        return (draft) => (form.role ? attach(draft, [{ kind: 'role', id: form.role }]) : draft);
      case 'add-public':
        return (draft) => attach(draft, [{ kind: 'public', id: '' }]);
      case 'detach': {
        const detachment = await this.detachment(caller, step.accessId);
        return (draft) => (detachment ? detach(draft, detachment) : draft);
      }
      case 'row': {
        const rules = await this.facts.rules(caller, policyId);
        return (draft) => ACTIONS.reduce((current, action) => {
          const seen = rulesOfCell(rules, step.collection, action);
          return setCell(current, { collection: step.collection, action, seen, wanted: step.to === 'all' ? [{ ...UNLIMITED, id: seen[0]?.id ?? null }] : [] });
        }, draft);
      }
      case 'undo':
        return (draft) => undo(draft, step.edit);
      default:
        return (draft) => draft;
    }
  }

  private async detachment(caller: Accountability, accessId: string): Promise<StagedDetachment | null> {
    const [row] = await this.reader.read<{ role: string | null; user: string | null }>(caller, 'directus_access', { fields: ['id', 'role', 'user'], filter: { id: { _eq: accessId } }, limit: 1 });
    if (!row) return null;
    return { accessId, ...(row.role !== null ? { kind: 'role', id: row.role } : row.user !== null ? { kind: 'user', id: row.user } : { kind: 'public', id: '' }) };
  }
}

function whereTo(policyId: string | null, draft: string | null, step: PolicyStep, form: PolicyForm): string {
  switch (step.kind) {
    case 'review':
    case 'add-users':
    case 'delete':
      return policyUrl(policyId, { draft }, step.kind);
    case 'cell':
      return cellUrl(policyId, draft, step.collection, step.action);
    case 'add-collection':
      return form.collection ? cellUrl(policyId, draft, form.collection, 'read') : policyUrl(policyId, { draft }) + AT_MATRIX;
    case 'page':
      return policyUrl(policyId, { draft, page: step.page }) + AT_HOLDERS;
    case 'row':
      return policyUrl(policyId, { draft, page: form.page }) + AT_MATRIX;
    case 'add-role':
    case 'add-public':
    case 'detach':
      return policyUrl(policyId, { draft, page: form.page }) + AT_HOLDERS;
    default:
      return policyUrl(policyId, { draft, page: form.page });
  }
}
