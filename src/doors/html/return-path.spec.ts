import { returnPath } from './return-path';

describe('the path to return to after signing in', () => {
  it.each(['/admin', '/admin/users?search=ada&page=2', '/admin/settings/roles/1?draft=2'])('is %s', (path) => {
    expect(returnPath(path)).toBe(path);
  });

  it.each(['https://evil.example.net/', '//evil.example.net', '/\\evil.example.net', '/\t/evil.example.net', 'javascript:alert(1)', '/admin/..//evil.example.net', '/administrator', '/users', '/admin/login', '/admin/logout', '', undefined, ['/admin'], { a: 1 }])(
    'is never %s',
    (asked) => {
      expect(returnPath(asked)).toBeNull();
    },
  );
});
