import { applicationErrorsIn } from '../../../platform/errors/application-error';
import type { ReadRule } from '../scope';
import { anyOf, type Condition } from './condition';
import type { View } from './view';

/** The rows that some rule lets the reader see. */
export function visibleRows(view: View): Condition {
  return view.rules === null ? true : rowsOf(view, view.rules);
}

/** The rows of any of these rules. */
export function rowsOf(view: View, rules: readonly ReadRule[]): Condition {
  return anyOf(rules.map((rule) => rowsOfRule(view, rule)));
}

function rowsOfRule(view: View, rule: ReadRule): Condition {
  if (rule.rows === null) return true;
  const known = view.compiledRules.get(rule);
  if (known !== undefined) return known;
  const compiled = compileRule(view, rule.rows);
  view.compiledRules.set(rule, compiled);
  return compiled;
}

/** A rule looks at the whole row, also at what the reader may not see. One that no longer makes sense lets nothing through. */
function compileRule(view: View, rows: NonNullable<ReadRule['rows']>): Condition {
  try {
    return view.compilation.compileFilter(view.unrestricted(), rows, 'rule');
  } catch (error) {
    if (applicationErrorsIn(error)) return false;
    throw error;
  }
}
