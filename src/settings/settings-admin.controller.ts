import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { text, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { DraftsService } from '../platform/drafts/drafts.service';
import { StaleChangeError } from '../platform/errors/errors';
import { changesOf, formOf, onTop, readForm, readSeen, seenSettings, writeSeen, type SettingsForm } from './settings-form';
import { settingsPage } from './settings-page.presenter';
import { afterStep, placeOf } from './settings-steps';
import { SettingsService } from './settings.service';
import { settingsConflictPage } from './settings-conflict.presenter';
import { SETTINGS_LABELS, type SeenSettings } from './stale-settings';

const SUBJECT = 'settings';
const PATH = '/admin/settings';

/** An unfinished edit: what the author typed, and what they had in front of them when they began. */
interface SettingsEdits {
  readonly form: SettingsForm;
  readonly seen: SeenSettings;
}

/** HTML: the project's settings. What is unfinished is kept in a draft between the steps of one edit. */
@Controller('admin/settings')
@AdminApp()
export class SettingsAdminController {
  constructor(
    private readonly settings: SettingsService,
    private readonly drafts: DraftsService,
    private readonly reader: ItemReader,
    private readonly pages: Pages,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async show(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Query('draft') draftId: unknown): Promise<void> {
    const settings = await this.settings.editable(caller);
    const draft = typeof draftId === 'string' ? await this.drafts.find<SettingsEdits>(caller, draftId, SUBJECT) : null;
    const edits = draft?.edits ?? { form: formOf(settings), seen: seenSettings(settings) };
    await this.pages.show(request, reply, await this.#page(caller, edits, draft?.id ?? null, NO_ERRORS));
  }

  @Post()
  @Once()
  async submit(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    const current = await this.settings.editable(caller);
    const draftId = text(body, 'draft') || null;
    const action = actionOf(body);
    if (action === 'discard') return this.#discard(reply, caller, draftId);
    const edits: SettingsEdits = { form: readForm(body), seen: readSeen(body) ?? seenSettings(current) };
    try {
      const stepped = afterStep(edits.form, action);
      if (stepped) return await this.#stage(reply, caller, draftId, { ...edits, form: stepped }, placeOf(action));
      await this.settings.change(caller, changesOf(edits.form, edits.seen), edits.seen, draftId);
      this.pages.redirect(reply, PATH, { kind: 'good', text: 'The settings are saved.' });
    } catch (error) {
      if (error instanceof StaleChangeError) return this.#conflict(request, reply, caller, edits, draftId, error);
      await this.pages.invalid(request, reply, error, SETTINGS_LABELS, (errors) => this.#page(caller, edits, draftId, errors));
    }
  }

  async #stage(reply: DoorReply, caller: Accountability, draftId: string | null, edits: SettingsEdits, place: string): Promise<void> {
    const draft = await this.drafts.stage<SettingsEdits>(caller, { id: draftId, subject: SUBJECT }, () => edits);
    this.pages.redirect(reply, `${PATH}?draft=${encodeURIComponent(draft!.id)}#${place}`);
  }

  async #discard(reply: DoorReply, caller: Accountability, draftId: string | null): Promise<void> {
    if (draftId) await this.drafts.discard(caller, draftId);
    this.pages.redirect(reply, PATH, { kind: 'info', text: 'Your unsaved changes were thrown away.' });
  }

  /** Theirs and mine side by side; "apply mine on top" sends the author's changes with what is there now as seen. */
  async #conflict(request: DoorRequest, reply: DoorReply, caller: Accountability, edits: SettingsEdits, draftId: string | null, { stale }: StaleChangeError): Promise<void> {
    const now = await this.settings.editable(caller);
    const form = onTop(edits.form, changesOf(edits.form, edits.seen), now);
    const page = settingsConflictPage({ stale, form, seen: writeSeen(seenSettings(now)), draftId });
    await this.pages.show(request, reply, { template: 'settings/conflict', title: 'Somebody else changed the settings', status: 409, page });
  }

  async #page(caller: Accountability, { form, seen }: SettingsEdits, draftId: string | null, errors: FormErrors): Promise<PageSpec> {
    const [roles, adminRoles] = await Promise.all([this.#roles(caller), this.settings.adminRoleIds()]);
    const page = settingsPage({ form, seen, draftId, roles: roles.filter((role) => !adminRoles.has(role.id)), errors, mailIsSent: this.config.mail.smtp !== null });
    return { template: 'settings/show', title: 'Settings', page };
  }

  async #roles(caller: Accountability): Promise<{ id: string; name: string }[]> {
    const roles = await this.reader.read(caller, 'directus_roles', { fields: ['id', 'name'], sort: ['name'], limit: -1 });
    return roles.map((role) => ({ id: String(role['id']), name: String(role['name']) }));
  }
}

/** The return key saves, but never with an address in the test box: whoever tries one out must not open the registration by it. */
function actionOf(body: FormBody): string {
  const action = text(body, 'action') || 'enter';
  if (action !== 'enter') return action;
  return text(body, 'test_address') === '' ? 'save' : 'test';
}
