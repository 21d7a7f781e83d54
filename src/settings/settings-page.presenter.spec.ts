import { NO_ERRORS } from '../doors/html/field-messages';
import { settingsPage } from './settings-page.presenter';
import { changesOf, formOf, readForm, readSeen, seenSettings, writeSeen, type SettingsForm } from './settings-form';
import { afterStep } from './settings-steps';
import type { Settings } from './settings-changes';

const SETTINGS: Settings = {
  projectName: 'Acme', projectDescriptor: null, projectUrl: null, projectColor: '#0b6b50', projectLogo: null, publicForeground: null, publicBackground: null, publicFavicon: null,
  publicNote: null, defaultLanguage: 'en-US', defaultAppearance: 'auto', authLoginAttempts: 25, authPasswordPolicy: null, publicRegistration: false, publicRegistrationVerifyEmail: true,
  publicRegistrationRoleId: null, publicRegistrationEmailFilter: { _or: [{ email: { _ends_with: '@acme.example' } }] }, moduleBar: null, customCss: null, projectId: null, defaultSaveAction: 'save-and-quit',
};
const seen = seenSettings(SETTINGS);
const form = (changes: Partial<SettingsForm> = {}): SettingsForm => ({ ...formOf(SETTINGS), ...changes });
const page = (typed: SettingsForm) => settingsPage({ form: typed, seen, draftId: null, roles: [{ id: 'r1', name: 'Members' }], errors: NO_ERRORS, mailIsSent: true });

describe('the settings form', () => {
  test('untouched, it changes nothing', () => expect(changesOf(form(), seen)).toEqual({}));

  test('only what differs from what was seen is a change', () => {
    expect(changesOf(form({ projectName: 'Acme Press', role: 'r1' }), seen)).toEqual({ projectName: 'Acme Press', publicRegistrationRoleId: 'r1' });
  });

  test('lines without a value are no rules', () => {
    const typed = form({ filter: { mode: 'rules', match: 'any', rules: [{ kind: 'is', value: '' }], json: '' } });
    expect(changesOf(typed, seen)).toEqual({ publicRegistrationEmailFilter: null });
  });

  test('comes back from the browser as it went there', () => {
    const body = { project_name: 'Acme', project_color: '#0b6b50', default_language: 'en-US', public_registration_verify_email: 'true', filter_mode: 'rules', filter_match: 'any', rules: { 0: { kind: 'ends_with', value: '@acme.example' } }, seen: writeSeen(seen) };
    expect(changesOf(readForm(body), readSeen(body)!)).toEqual({});
  });

  test.each([
    ['no JSON', '{'],
    ['another field', '{"role": {"_eq": "x"}}'],
    ['a list', '[]'],
  ])('JSON that is %s is refused at the filter', (_name, json) => {
    expect(() => changesOf(form({ filter: { mode: 'json', match: 'any', rules: [], json } }), seen)).toThrow(expect.objectContaining({ facts: expect.objectContaining({ field: 'public_registration_email_filter' }) }));
  });
});

describe('steps of the form', () => {
  test('a rule is added and taken away', () => {
    const added = afterStep(form(), 'add-rule')!;
    expect(added.filter.rules).toHaveLength(2);
    expect(afterStep(added, 'remove-rule-0')!.filter.rules).toEqual([{ kind: 'ends_with', value: '' }]);
  });

  test('rules become JSON and come back', () => {
    const json = afterStep(form(), 'use-json')!;
    expect(JSON.parse(json.filter.json)).toEqual(SETTINGS.publicRegistrationEmailFilter);
    expect(afterStep(json, 'use-rules')!.filter.rules).toEqual(form().filter.rules);
  });

  test('JSON that rules cannot say stays JSON', () => {
    expect(() => afterStep(form({ filter: { mode: 'json', match: 'any', rules: [], json: '{"email": {"_in": ["a@b.example"]}}' } }), 'use-rules')).toThrow();
  });

  test.each(['save', 'discard', 'remove-rule-x', ''])('%j is no step', (action) => expect(afterStep(form(), action)).toBeNull());
});

describe('the settings page', () => {
  test('says nothing while nothing is changed', () => expect(page(form())).toMatchObject({ changeCount: 0, review: null }));

  test('names what would be saved, and what was there', () => {
    const shown = page(form({ projectName: 'Acme Press', registration: true }));
    expect(shown).toMatchObject({ changeCount: 2, review: { title: '2 unsaved changes', text: 'Project name, Let people register' } });
    expect([shown.project.name.was, shown.registration.isOpen.was]).toEqual(['Acme', 'Off']);
  });

  test.each([
    ['inside', 'ada@acme.example', 'ada@acme.example may register.'],
    ['outside', 'ada@evil.example', 'ada@evil.example may not register.'],
    ['no address', 'ada', 'ada is not an e-mail address.'],
  ])('tests an address: %s', (_name, testAddress, text) => {
    expect(page(form({ testAddress })).filter.test.verdict?.text).toBe(text);
  });

  test('a chosen role that is no choice any more is not lost silently', () => {
    expect(page(form({ role: 'gone' })).registration.role.options).toContainEqual({ value: 'gone', label: 'The role chosen before (no longer possible)', selected: true });
  });
});
