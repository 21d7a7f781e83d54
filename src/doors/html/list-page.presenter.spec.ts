import type { Total } from '../../access/items/total';
import { counted, countedFirst, pagination } from './list-page.presenter';

const page = (total: Total, at: number) => {
  const { summary, previousUrl, nextUrl } = pagination(total, at, 50, String);
  return [summary, previousUrl, nextUrl];
};

describe('the foot of a list', () => {
  it.each<[string, Total, number, [string, string | null, string | null]]>([
    ['nobody', 0, 1, ['None', null, null]],
    ['the first page', 120, 1, ['1 to 50 of 120', null, '2']],
    ['the last page', 120, 3, ['101 to 120 of 120', '2', null]],
    ['past the end', 120, 9, ['Page 9 is past the end of 120', '3', null]],
    ['more than are counted', { moreThan: 10_000 }, 1, ['1 to 50 of over 10,000', null, '2']],
    ['more than are counted, further on', { moreThan: 10_000 }, 200, ['9,951 to 10,000 of over 10,000', '199', '201']],
  ])('says where one is and how many there are: %s', (_, total, at, expected) => {
    expect(page(total, at)).toEqual(expected);
  });

  it('says how many there are within a sentence and at its beginning', () => {
    expect([counted(1, 'user'), counted(1204, 'user'), counted({ moreThan: 10_000 }, 'person', 'people')]).toEqual(['1 user', '1,204 users', 'over 10,000 people']);
    expect([countedFirst(2, 'user'), countedFirst({ moreThan: 10_000 }, 'user')]).toEqual(['2 users', 'Over 10,000 users']);
  });
});
