import { tokenLink } from './token-link';

describe('the mailed link', () => {
  test.each<[string, string | null, string]>([
    ['our own page', null, 'https://users.example.org/admin/reset-password?token=ours'],
    ['another application', 'https://app.example.org/reset?lang=de', 'https://app.example.org/reset?lang=de&token=ours'],
    ['one whose query names a token of its own', 'https://app.example.org/reset?token=theirs&a=1&token=more', 'https://app.example.org/reset?token=ours&a=1'],
  ])('leads to %s', (_, url, expected) => {
    expect(tokenLink({ purpose: 'password_reset', data: url === null ? null : { url } }, 'ours', 'https://users.example.org')).toBe(expected);
  });
});
