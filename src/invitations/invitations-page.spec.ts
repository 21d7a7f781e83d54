import type { InvitationListResult } from './invitation-list';
import { invitationsPage } from './invitations-page.presenter';

const now = new Date('2026-11-24T09:00:00Z');
const state = { search: '', sort: '-created', page: 1, filters: {} };
const counts = { pending: 0, expired: 0, accepted: 0, declined: 0, revoked: 0 };
const page = (more: Partial<InvitationListResult['counts']>, canSend = true) => invitationsPage({ invitations: [], total: 0, counts: { ...counts, ...more } }, state, { canSend, now });

describe('the list of invitations', () => {
  it.each([
    ['nobody was ever invited', {}, 'Nobody has been invited yet.'],
    ['everybody has answered', { accepted: 3, expired: 1 }, 'Nobody has an invitation that is still open.'],
    ['one person has not', { pending: 1, accepted: 3 }, '1 person has not answered yet.'],
    ['several have not', { pending: 2 }, '2 people have not answered yet.'],
    ['more have not than are counted', { pending: { moreThan: 10_000 } }, 'Over 10,000 people have not answered yet.'],
  ])('says in words, not as a count of nobody, that %s', (_name, more, note) => {
    expect(page(more).note).toBe(note);
  });

  it('says without SMTP which invitations have a link to copy', () => {
    expect(page({}).warning).toBeNull();
    expect(page({ expired: 1 }, false).warning).toMatch(/links of those that are pending.*expired gets a link when it is sent again/);
  });
});
