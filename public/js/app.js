// Everything that scripts add to the pages. Each behaviour stands alone and binds to data-behaviour; every page works without any.
import * as Turbo from '@hotwired/turbo';
import { start } from './behaviours.js';
import { bulkBar } from './bulk-bar.js';
import { copy } from './copy.js';
import { startDrawer } from './drawer.js';
import { errorSummary } from './error-summary.js';
import { fieldPicker } from './field-picker.js';
import { flash } from './flash.js';
import { filterList, startFilterLists } from './filter-list.js';
import { focusAgain } from './focus-again.js';
import { startKeyboard } from './keyboard.js';
import { liveSearch } from './live-search.js';
import { picker } from './picker.js';
import { presetRows } from './preset-rows.js';
import { startRefusalFocus } from './refusal-focus.js';
import { ruleBuilder } from './rule-builder.js';
import { selection } from './selection.js';
import { showPassword } from './show-password.js';
import { stagedEdits, startStagedEdits } from './staged-edits.js';
import { submitGuard } from './submit-guard.js';
import { themeSwitch } from './theme-switch.js';
import { startUnsavedGuard, unsavedGuard } from './unsaved-guard.js';

// The progress bar is left out of the bundle (bin/assets.mjs); this is beyond any wait.
Turbo.config.drive.progressBarDelay = 1_000_000_000;
// A button that is disabled while it sends would lose the focus, and whoever has only a keyboard their place on the page.
Turbo.config.forms.submitter = 'aria-disabled';

startDrawer();
startFilterLists();
startKeyboard();
startUnsavedGuard(Turbo);
startRefusalFocus();
startStagedEdits(Turbo);
start({
  'bulk-bar': bulkBar,
  copy,
  'error-summary': errorSummary,
  'field-picker': fieldPicker,
  'filter-list': filterList,
  flash,
  'focus-again': focusAgain,
  'live-search': liveSearch,
  picker,
  'preset-rows': presetRows,
  'rule-builder': ruleBuilder,
  selection,
  'show-password': showPassword,
  'staged-edits': stagedEdits,
  'submit-guard': submitGuard,
  'theme-switch': themeSwitch,
  'unsaved-guard': unsavedGuard,
});
