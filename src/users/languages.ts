/** Languages that a person can be given on a page; programs may set any other tag. */
const TAGS = [
  'ar-SA', 'bg-BG', 'ca-ES', 'cs-CZ', 'da-DK', 'de-DE', 'el-GR', 'en-GB', 'en-US', 'es-419', 'es-ES', 'et-EE', 'fa-IR', 'fi-FI', 'fr-CA', 'fr-FR', 'he-IL', 'hi-IN', 'hr-HR', 'hu-HU', 'id-ID', 'it-IT',
  'ja-JP', 'ko-KR', 'lt-LT', 'lv-LV', 'nb-NO', 'nl-NL', 'pl-PL', 'pt-BR', 'pt-PT', 'ro-RO', 'ru-RU', 'sk-SK', 'sl-SI', 'sr-CS', 'sv-SE', 'th-TH', 'tr-TR', 'uk-UA', 'vi-VN', 'zh-CN', 'zh-TW',
];

const NAMES = new Intl.DisplayNames(['en-GB'], { type: 'language', fallback: 'code' });

function languageName(tag: string): string {
  try {
    return NAMES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Choices for a select; a tag that is not in our list stays choosable for whoever has it. */
export function languageOptions(current: string): { value: string; label: string; selected: boolean }[] {
  const tags = current === '' || TAGS.includes(current) ? TAGS : [...TAGS, current];
  const named = tags.map((tag) => ({ value: tag, label: languageName(tag), selected: tag === current })).sort((a, b) => a.label.localeCompare(b.label, 'en'));
  return [{ value: '', label: 'Project default', selected: current === '' }, ...named];
}
