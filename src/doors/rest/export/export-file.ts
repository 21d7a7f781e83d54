import { InvalidQueryError } from '../../../platform/errors/errors';
import type { DoorReply } from '../../http/door';
import { toCsv } from './csv';
import { toXml } from './xml';
import { toYaml } from './yaml';

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv', write: toCsv },
  csv_utf8: { type: 'text/csv; charset=utf-8', ending: 'csv', write: (items: readonly unknown[]) => `\uFEFF${toCsv(items)}` },
  json: { type: 'application/json', ending: 'json', write: (items: readonly unknown[]) => JSON.stringify(items, null, '\t') },
  xml: { type: 'text/xml; charset=utf-8', ending: 'xml', write: toXml },
  yaml: { type: 'text/yaml; charset=utf-8', ending: 'yaml', write: toYaml },
} as const;

type ExportFormat = keyof typeof FORMATS;

export const EXPORT_FORMATS = Object.keys(FORMATS) as readonly ExportFormat[];

/** A list as a download, without envelope. */
export class ExportFile {
  constructor(
    readonly name: string,
    readonly type: string,
    readonly content: string,
  ) {}
}

/** Null where no file was asked for. */
export function parseExport(raw: unknown): ExportFormat | null {
  if (raw === undefined || raw === '') return null;
  if (typeof raw === 'string' && Object.hasOwn(FORMATS, raw)) return raw as ExportFormat;
  throw new InvalidQueryError({ reason: `"export" must be one of [${Object.keys(FORMATS).join(', ')}]` });
}

export function exportFile(format: ExportFormat, collection: string, items: readonly unknown[], now: Date): ExportFile {
  const { type, ending, write } = FORMATS[format];
  const [date, time] = now.toISOString().split(/[T.]/);
  return new ExportFile(`${collection} ${date!.replaceAll('-', '')}-${time!.replaceAll(':', '')}.${ending}`, type, write(items));
}

export function isExportFile(answer: unknown): answer is ExportFile {
  return answer instanceof ExportFile;
}

export function sendFile(reply: DoorReply, { name, type, content }: ExportFile): string {
  void reply.header('content-type', type).header('content-disposition', `attachment; filename="${name}"`);
  return content;
}
