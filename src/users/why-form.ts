import { isIP } from 'node:net';
import { ACTIONS, type Action } from '../access/permissions/stored-rules';
import { text, type FormBody } from '../doors/html/form-reader';
import { throwAll } from '../platform/errors/application-error';
import { FailedValidationError } from '../platform/errors/errors';
import { FIELDS_AT_MOST, KEY_LENGTH, NAME_LENGTH, type AccessCheck } from '../policies/access-check';
import { isOwnCollection } from '../policies/collection-words';
import { jsonMistakeAt, placeOf } from '../policies/json-place';

/** The question as it was typed, so that a mistake can be shown with it. */
export interface WhyForm {
  readonly collection: string;
  readonly action: string;
  readonly item: string;
  readonly fields: string;
  readonly ip: string;
}

export const WHY_LABELS = { collection: 'Collection', action: 'Action', item: 'Item', fields: 'Fields', ip: 'Address' } as const;

/** The collection of another program is typed, and wins over the list. */
export function parseWhyForm(query: FormBody): WhyForm {
  return { collection: text(query, 'other') || text(query, 'collection'), action: text(query, 'action'), item: text(query, 'item'), fields: text(query, 'fields'), ip: text(query, 'ip') };
}

/** Whether anything was asked yet. The form sends what was left empty, too: then it is asked, and what is missing is told. */
export function isAsked(query: FormBody): boolean {
  return ['collection', 'other', 'action', 'item', 'fields', 'ip'].some((name) => query[name] !== undefined);
}

/** The question for the engine. Throws each mistake at its field. */
export function questionOf(user: string, form: WhyForm): AccessCheck {
  const action = ACTIONS.find((candidate) => candidate === form.action);
  const fields = form.fields.split(/[\s,]+/).filter(Boolean);
  throwAll([
    ...collectionMistakes(form.collection),
    ...(action ? [] : [mistake('action', form.action === '' ? 'required' : 'in')]),
    ...itemMistakes(form, action),
    ...(fields.length > FIELDS_AT_MOST || fields.some((field) => field.length > NAME_LENGTH) ? [mistake('fields', 'max_length')] : []),
    ...(form.ip !== '' && isIP(form.ip) === 0 ? [mistake('ip', 'ip')] : []),
  ]);
  return {
    user,
    collection: form.collection,
    action: action!,
    explain: true,
    ...(form.item !== '' && { item: isJson(form.item) ? (JSON.parse(form.item) as Record<string, unknown>) : form.item }),
    ...(fields.length > 0 && { fields }),
    ...(form.ip !== '' && { ip: form.ip }),
  };
}

function collectionMistakes(collection: string): FailedValidationError[] {
  if (collection === '') return [mistake('collection', 'required')];
  if (collection.length > NAME_LENGTH) return [mistake('collection', 'max_length')];
  return collection.startsWith('directus_') && !isOwnCollection(collection) ? [mistake('collection', 'unknown_collection', collection)] : [];
}

/** A key for what is stored here; the row itself for what another program stores, or for what does not exist yet. */
function itemMistakes({ item, collection }: WhyForm, action: Action | undefined): FailedValidationError[] {
  if (item === '') return [];
  const wantsRow = !isOwnCollection(collection) || action === 'create';
  if (!isJson(item)) return wantsRow ? [mistake('item', 'row')] : item.length > KEY_LENGTH || item.includes('\0') ? [mistake('item', 'max_length')] : [];
  if (!wantsRow) return [mistake('item', 'key')];
  const offset = jsonMistakeAt(item);
  return offset === null ? [] : [new FailedValidationError({ field: 'item', type: 'json', valid: `Look at ${placeOf(item, offset)}.` })];
}

function isJson(item: string): boolean {
  return item.startsWith('{');
}

function mistake(field: keyof WhyForm, type: FailedValidationError['facts']['type'], invalid?: string): FailedValidationError {
  return new FailedValidationError({ field, type, ...(invalid !== undefined && { invalid }) });
}
