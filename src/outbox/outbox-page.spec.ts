import type { StoredMail } from '../platform/mail/mail';
import { mailPage, outboxList } from './outbox-page.presenter';

const now = new Date('2026-11-24T09:00:00Z');
const mail = (more: Partial<StoredMail> = {}): StoredMail => ({
  id: 'm1', template: 'invitation', model: {}, toAddress: 'petra@example.org', toName: null, userId: 'u1', tokenId: 't1', state: 'queued', attempts: 0,
  nextAttemptAt: now, leasedUntil: null, lastError: null, messageId: '<m1@example.org>', createdAt: new Date('2026-11-24T08:00:00Z'), sentAt: null, ...more,
});
const state = { search: '', sort: '-created', page: 1, filters: {} };
const counts = { queued: 1, processing: 0, sent: 0, failed: 0, abandoned: 0 };
const labelOf = (more: Partial<StoredMail>, canSend = true) => outboxList({ mails: [mail(more)], total: 1, counts }, state, { canSend, now }).rows[0]!.state;

describe('the outbox', () => {
  test.each<[string, Partial<StoredMail>, boolean, string, string | null]>([
    ['a new mail', {}, true, 'Waiting', 'In a moment'],
    ['without SMTP', {}, false, 'Not sent', 'No SMTP is configured'],
    ['put off', { attempts: 2, lastError: '451 Later', nextAttemptAt: new Date('2026-11-24T09:00:40Z') }, true, 'Waiting', '451 Later. Next attempt in 40 seconds'],
    ['on its way', { state: 'processing' }, true, 'Being sent', null],
    ['taken', { state: 'sent', sentAt: new Date('2026-11-24T08:50:00Z') }, true, 'Sent', 'The mail server took it 10 minutes ago'],
    ['taken, and SMTP is gone since', { state: 'sent', sentAt: now }, false, 'Sent', 'The mail server took it just now'],
    ['refused', { state: 'failed', lastError: '550 No such user' }, true, 'Refused', '550 No such user'],
    ['given up', { state: 'abandoned', lastError: 'A newer mail replaced it' }, true, 'Given up', 'A newer mail replaced it'],
  ])('says of %s what is true', (_name, more, canSend, label, reason) => {
    expect(labelOf(more, canSend)).toMatchObject({ label, reason });
  });

  test.each([
    ['invitation', 'Invitation'],
    ['verify-email', 'Verification of an address'],
    ['email-change', 'Confirmation of a new address'],
    ['two-factor', 'Two-factor sign-in'],
    ['password-reset', 'Password reset'],
    ['account-changed', 'Account changed'],
  ])('calls the mail %s "%s"', (template, words) => {
    expect(outboxList({ mails: [mail({ template })], total: 1, counts }, state, { canSend: true, now }).rows[0]!.what).toBe(words);
  });

  it('never says "sent" without SMTP', () => {
    expect(JSON.stringify(outboxList({ mails: [mail()], total: 1, counts }, state, { canSend: false, now }).rows)).not.toMatch(/"Sent"/);
  });

  it('offers no button that would be refused', () => {
    const page = (more: Partial<StoredMail>, canSend = true) => mailPage(mail(more), { canSend, now, rendered: null, link: null, mayShowLink: false });
    expect(page({ state: 'sent' })).toMatchObject({ retryUrl: null, abandonUrl: null });
    expect(page({ state: 'failed' })).toMatchObject({ retryUrl: '/admin/outbox/m1/retry', abandonUrl: '/admin/outbox/m1/abandon' });
    expect(page({}, false)).toMatchObject({ retryUrl: null, abandonUrl: '/admin/outbox/m1/abandon' });
    expect(page({ template: 'password-reset' })).toMatchObject({ linkUrl: null, hasNoLink: 'Links that reset a password are never shown.' });
  });
});
