import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ACTIONS, type Action } from '../access/permissions/stored-rules';
import { CollectionRegistry } from '../access/collections/registry';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { text, type FormBody } from '../doors/html/form-reader';
import { listPlace, parsePicker, type ListPlace } from '../doors/html/picker-form';
import { PICKER_PER_PAGE } from '../doors/html/picker-page.presenter';
import { Pages, type PageSpec } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn, throwAll } from '../platform/errors/application-error';
import { FailedValidationError, ForbiddenError } from '../platform/errors/errors';
import { addUsersPage } from './add-users.presenter';
import { levelOf, rulesOfCell, type CellLevel } from './matrix.presenter';
import * as drafting from './policy-draft';
import { EMPTY_POLICY_DRAFT } from './policy-draft';
import type { Rule } from './policy-rule';
import { nameIn, PolicyDrafts, type OpenPolicyDraft } from './policy-drafts';
import { PolicyFacts } from './policy-facts';
import { AT_HOLDERS, AT_MATRIX, idOf, policyUrl } from './policy-urls';
import { ruleBuilderOffer } from './rule-builder';
import { RuleCheck } from './rule-check';
import { parseRuleForm, ruleControl, typedRules, wantedRules, withBlank, type TypedRule } from './rule-form';
import { ruleLabels, rulePage } from './rule-page.presenter';

interface Cell {
  readonly collection: string;
  readonly action: Action;
}

/** What opens from the policy page as a drawer, or as a page without JavaScript: the picker of users, and one cell of the matrix. */
@AdminApp()
@Controller('admin/settings/policies/:id')
export class PolicyPickersAdminController {
  constructor(
    private readonly facts: PolicyFacts,
    private readonly drafts: PolicyDrafts,
    private readonly registry: CollectionRegistry,
    private readonly ruleCheck: RuleCheck,
    private readonly pages: Pages,
  ) {}

  @Get('add-users')
  async picker(@Caller() caller: Accountability, @Param('id') key: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    if (!(await this.facts.rights(caller, idOf(key))).changeHolders) throw new ForbiddenError();
    await this.pages.show(request, reply, await this.pickerPage(caller, idOf(key), await this.drafts.open(caller, idOf(key), text(query, 'draft')), listPlace(query), null));
  }

  /** Searching and paging keep the ticks; the check stages them. */
  @Post('add-users')
  async pick(@Caller() caller: Accountability, @Param('id') key: string, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const policyId = idOf(key);
    await this.facts.stored(caller, policyId);
    const form = parsePicker(body ?? {});
    const picked = await this.drafts.stage(caller, policyId, await this.drafts.open(caller, policyId, form.draft ?? ''), (edits) => drafting.pick(edits, form.listed, form.ticked));
    if (form.step.kind === 'go') return this.pages.redirect(reply, policyUrl(policyId, { draft: picked?.id, search: form.step.search, page: form.step.page }, 'add-users'));
    if (!picked || picked.edits.picked.length === 0) {
      const spec = await this.pickerPage(caller, policyId, picked, form.place, 'Nobody is selected. Tick the people who are to hold it.');
      return this.pages.show(request, reply, { ...spec, status: 422, title: `Error: ${spec.title}` });
    }
    const staged = await this.drafts.stage(caller, policyId, picked, drafting.attachPicked);
    this.pages.redirect(reply, policyUrl(policyId, { draft: staged?.id }) + AT_HOLDERS);
  }

  @Get('rule')
  async rule(@Caller() caller: Accountability, @Param('id') key: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const cell = cellOf(query);
    if (!(await this.facts.rights(caller, idOf(key))).changeRules) throw new ForbiddenError();
    const draft = await this.drafts.open(caller, idOf(key), text(query, 'draft'));
    const { shown } = await this.rulesIn(caller, idOf(key), draft, cell);
    await this.pages.show(request, reply, await this.rulePage(caller, idOf(key), draft, cell, levelOf(shown), typedRules(shown), NO_ERRORS));
  }

  @Post('rule')
  async setRule(@Caller() caller: Accountability, @Param('id') key: string, @Query() query: FormBody, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const policyId = idOf(key);
    const cell = cellOf(query);
    const draft = await this.drafts.open(caller, idOf(key), text(body, 'draft'));
    const form = parseRuleForm(body);
    const again = (rules: readonly TypedRule[], errors: FormErrors) => this.rulePage(caller, policyId, draft, cell, form.level, rules, errors);
    const goOnAt = async (index: number, level: CellLevel, rules: readonly TypedRule[]) => this.pages.show(request, reply, await this.rulePage(caller, policyId, draft, cell, level, rules, NO_ERRORS, index));
    const { step } = form;
    if (step.kind === 'add') return goOnAt(form.rules.length, 'custom', withBlank(form.rules));
    if (step.kind === 'remove') return goOnAt(Math.min(step.index, form.rules.length - 2), form.level, form.rules.filter((_, index) => index !== step.index));
    try {
      const { seen } = await this.rulesIn(caller, policyId, draft, cell);
      const wanted = wantedRules(form, seen);
      this.assertUnderstood(cell, wanted);
      const staged = await this.drafts.stage(caller, policyId, draft, (edits) => drafting.setCell(edits, { ...cell, seen, wanted }));
      this.pages.redirect(reply, policyUrl(policyId, { draft: staged?.id }) + AT_MATRIX);
    } catch (error) {
      await this.pages.invalid(request, reply, error, ruleLabels(form.rules.length), (errors) => again(form.rules, errors));
    }
  }

  /** The rules of the cell as they are stored, or were when they were staged; and as they are to be. */
  private async rulesIn(caller: Accountability, policyId: string | null, draft: OpenPolicyDraft | null, { collection, action }: Cell): Promise<{ seen: readonly Rule[]; shown: readonly Rule[] }> {
    const staged = draft?.edits.cells.find((cell) => cell.collection === collection && cell.action === action);
    if (staged) return { seen: staged.seen, shown: staged.wanted };
    const stored = rulesOfCell(await this.facts.rules(caller, policyId), collection, action);
    return { seen: stored, shown: stored };
  }

  private assertUnderstood({ collection }: Cell, wanted: readonly Rule[]): void {
    throwAll(
      wanted.flatMap((rule, index) =>
        (['permissions', 'validation'] as const).flatMap((field) => {
          const reason = mistakeIn(() => this.ruleCheck.assertUnderstood(collection, { [field]: rule[field] }));
          return reason === null ? [] : [new FailedValidationError({ field: ruleControl(index, field), type: 'rule', valid: reason })];
        }),
      ),
    );
  }

  private async pickerPage(caller: Accountability, policyId: string | null, draft: OpenPolicyDraft | null, { search, page }: ListPlace, error: string | null): Promise<PageSpec> {
    const edits = draft?.edits ?? EMPTY_POLICY_DRAFT;
    const [stored, candidates] = await Promise.all([this.facts.stored(caller, policyId), this.facts.candidates(caller, policyId, edits, search, page, PICKER_PER_PAGE)]);
    const view = addUsersPage({ policyId, policyName: nameIn(stored, edits), candidates, picked: edits.picked, draftId: draft?.id ?? null, search, page, error });
    return { template: 'policies/add-users', drawer: true, title: view.heading, page: view };
  }

  private async rulePage(caller: Accountability, policyId: string | null, draft: OpenPolicyDraft | null, cell: Cell, level: CellLevel, rules: readonly TypedRule[], errors: FormErrors, focused: number | null = null): Promise<PageSpec> {
    const stored = await this.facts.stored(caller, policyId);
    const collection = this.registry.find(cell.collection);
    const knownFields = collection ? [...collection.fields.values()].filter((field) => !(field.kind === 'column' && field.onRequest)).map(({ name }) => name) : null;
    const offer = ruleBuilderOffer(this.registry, cell.collection, await this.facts.keys(caller));
    const view = rulePage({ ...cell, policyId, policyName: nameIn(stored, draft?.edits ?? EMPTY_POLICY_DRAFT), draftId: draft?.id ?? null, level, rules, knownFields, offer, errors, focused });
    return { template: 'policies/rule', drawer: true, title: view.heading, page: view };
  }
}

function cellOf(query: FormBody): Cell {
  const action = ACTIONS.find((candidate) => candidate === text(query, 'action'));
  const collection = text(query, 'collection');
  if (!action || collection === '' || [...collection].length > 64 || collection.includes('\0')) throw new ForbiddenError();
  return { collection, action };
}

function mistakeIn(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (thrown) {
    const [error] = applicationErrorsIn(thrown) ?? [];
    if (!error) throw thrown;
    return String(error.facts['reason']);
  }
}
