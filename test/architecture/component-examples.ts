/** Text that breaks out of everything that does not escape it. */
export const HOSTILE = `"><script>alert(1)</script>' onx=y {{this}} & <b>`;

const errors = [{ text: HOSTILE, href: '#field-name' }, { text: 'Nothing to link to', href: null }];
const option = (selected: boolean) => ({ value: HOSTILE, label: HOSTILE, selected, checked: selected });
const field = { name: 'name', label: HOSTILE, hint: HOSTILE, error: HOSTILE, was: HOSTILE, value: HOSTILE };

/** Parameters for each component: the fewest that it asks for, and all that it takes. A new component brings its examples here. */
export const COMPONENT_EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  avatar: [{ initials: 'AL' }, { initials: HOSTILE, size: 'large' }],
  badge: [{ label: 'Active' }, { label: HOSTILE, tone: 'good', icon: 'circle-check', reason: HOSTILE }],
  'blank-slate': [{ icon: 'users', title: HOSTILE, text: HOSTILE }],
  breadcrumb: [{ items: [] }, { items: [{ label: HOSTILE, url: HOSTILE }, { label: HOSTILE, url: null }] }],
  'bulk-bar': [
    { noun: 'users', actions: [] },
    { noun: 'users', actions: [{ value: 'suspend', label: HOSTILE }], selectAllLabel: HOSTILE, selectAllName: 'all', selectedCount: '3' },
  ],
  button: [
    { label: 'Save' },
    { label: HOSTILE, kind: 'primary', size: 'small', icon: 'check', name: 'step', value: HOSTILE, count: '4', formId: 'role', formAction: HOSTILE, formMethod: 'post', frame: 'drawer', behaviour: 'x', describedBy: 'x', disabled: true, noValidate: true, iconOnly: true },
  ],
  confirm: [
    { title: 'Delete?', action: '/x', submitLabel: 'Delete', cancelUrl: '/' },
    { title: HOSTILE, action: HOSTILE, submitLabel: HOSTILE, cancelUrl: HOSTILE, tone: 'danger', consequences: [HOSTILE], errors, submitName: 'a', submitValue: HOSTILE, withoutTurbo: true },
  ],
  'conflict-lines': [{ lines: [] }, { lines: [{ label: HOSTILE, seen: HOSTILE, theirs: HOSTILE, mine: HOSTILE, hidden: { name: HOSTILE, value: HOSTILE } }] }],
  copy: [{ value: HOSTILE, label: HOSTILE }],
  'copy-lines': [{ lines: [], label: 'Codes' }, { lines: [HOSTILE, 'two'], label: HOSTILE }],
  drawer: [
    { title: 'Add', action: '/x', closeUrl: '/', submitLabel: 'Add' },
    { title: HOSTILE, action: HOSTILE, closeUrl: HOSTILE, submitLabel: HOSTILE, text: HOSTILE, submitName: 'a', submitValue: HOSTILE, note: HOSTILE, errors, icon: 'plus', behaviour: 'x' },
  ],
  'error-summary': [{}, { errors: [] }, { errors }],
  'field-choices': [
    { name: 'status', legend: 'Status', type: 'radio', options: [] },
    { ...field, legend: HOSTILE, type: 'checkbox', options: [option(true), { ...option(false), hint: HOSTILE, disabled: true }], wide: true, columns: true },
  ],
  'field-password': [{ name: 'password', label: 'Password', autocomplete: 'new-password' }, { ...field, autocomplete: 'current-password', required: true, wide: true, optional: true, autofocus: true }],
  'field-select': [{ name: 'role', label: 'Role', options: [] }, { ...field, options: [option(true), option(false)], required: true, disabled: true, wide: true, optional: true }],
  'field-text': [
    { name: 'name', label: 'Name', value: '' },
    { ...field, type: 'email', autocomplete: 'username', inputmode: 'email', maxlength: 10, spellcheck: 'false', required: true, readonly: true, disabled: true, wide: true, optional: true, autofocus: true },
  ],
  'field-textarea': [{ name: 'text', label: 'Text', value: '' }, { ...field, rows: 3, code: true, maxlength: 9, required: true, readonly: true, disabled: true, wide: true, optional: true, autofocus: true }],
  'field-toggle': [{ name: 'on', label: 'On', checked: false }, { ...field, checked: true, disabled: true, wide: true }],
  'filter-list': [
    { action: '/x', filters: [] },
    { action: HOSTILE, filters: [{ name: 'status', label: HOSTILE, options: [option(true)] }], chips: [{ label: HOSTILE, removeUrl: HOSTILE }], clearUrl: HOSTILE, keep: [{ name: 'sort', value: HOSTILE }], search: { value: HOSTILE, label: HOSTILE } },
  ],
  flash: [{ kind: 'good', text: 'Saved' }, { kind: 'bad', text: HOSTILE, undo: { url: HOSTILE, label: HOSTILE, fields: [{ name: 'id', value: HOSTILE }] } }],
  'form-token': [{}],
  icon: [{ name: 'check' }, { name: 'check', size: 'large' }],
  'key-value': [{ rows: [] }, { rows: [{ label: HOSTILE, value: HOSTILE, url: HOSTILE, note: HOSTILE }, { label: 'Empty', value: null }] }],
  'link-button': [{ label: 'Go', url: '/' }, { label: HOSTILE, url: HOSTILE, kind: 'quiet', size: 'small', icon: 'plus', iconOnly: true, count: '2', frame: 'drawer' }],
  mark: [{}],
  'page-header': [{ title: 'Users' }, { title: HOSTILE, icon: 'users', breadcrumb: [{ label: HOSTILE, url: HOSTILE }], note: HOSTILE }],
  pagination: [
    { summary: 'None', previousUrl: null, nextUrl: null, page: 1, pages: 1 },
    { summary: HOSTILE, previousUrl: HOSTILE, nextUrl: HOSTILE, page: 2, pages: 3, frame: 'drawer' },
  ],
  'pagination-buttons': [{ summary: 'None', name: 'step', previousValue: null, nextValue: null }, { summary: HOSTILE, name: 'step', previousValue: HOSTILE, nextValue: HOSTILE }],
  person: [{ name: 'Ada', initials: 'A' }, { name: HOSTILE, initials: HOSTILE, email: HOSTILE, url: HOSTILE, note: HOSTILE }],
  picker: [
    { page: { draft: '', page: 1, search: '', people: [], pickedElsewhere: 0, pagination: null, isNobody: true, isNoMatch: false }, label: 'Users', nobody: 'Nobody', noMatch: 'No one' },
    {
      page: {
        draft: HOSTILE, page: 2, search: HOSTILE, people: [{ id: HOSTILE, name: HOSTILE, email: HOSTILE, initials: HOSTILE, badges: [{ label: HOSTILE, icon: 'mail', tone: 'warn' }], isPicked: true }], pickedElsewhere: 3,
        pagination: { summary: HOSTILE, previousStep: 'page:1', nextStep: 'page:3' }, isNobody: false, isNoMatch: true,
      },
      label: HOSTILE, nobody: HOSTILE, noMatch: HOSTILE,
    },
  ],
  'review-actions': [
    { page: { backUrl: '/', isEmpty: true }, backLabel: 'Back' },
    { page: { backUrl: HOSTILE, isEmpty: false, saveUrl: HOSTILE, saveLabel: HOSTILE }, backLabel: HOSTILE },
  ],
  'review-sections': [
    { sections: [] },
    { sections: [{ heading: HOSTILE, count: '1', lines: [{ rowClass: 'table__row--added', what: HOSTILE, detail: HOSTILE, from: HOSTILE, to: HOSTILE, undo: { step: HOSTILE, label: HOSTILE } }, { what: 'x', to: 'y', undo: { step: 'undo', label: 'Undo' } }] }] },
  ],
  'review-strip': [{ id: 'review', review: null }, { id: 'review', review: { count: HOSTILE, sentence: HOSTILE } }],
  'search-field': [{ name: 'search', value: '', label: 'Search', submitName: 'step', submitValue: 'search' }, { name: 'search', value: HOSTILE, label: HOSTILE, submitName: 'step', submitValue: HOSTILE, advance: true }],
  search: [{ action: '/x', value: '', label: 'Search users' }, { action: HOSTILE, value: HOSTILE, label: HOSTILE, keep: [{ name: 'sort', value: HOSTILE }], name: 'q', frame: 'drawer' }],
  section: [{ title: 'Details' }, { title: HOSTILE, id: 'details', count: '4', note: HOSTILE, plain: true }],
  'sort-header': [{ label: 'Name', url: '/', place: 'by-name', direction: null }, { label: HOSTILE, url: HOSTILE, place: HOSTILE, direction: 'ascending' }],
  'theme-switch': [{}],
};
