import { PARTS_AT_MOST, patternOf, type Pattern } from '../access/query/match/pattern';

/**
 * The project's own rule for passwords: a regular expression, with or without slashes around it, as in the dialect. It runs in
 * linear time (RE2) and has a bounded number of parts, so no pattern can hold the server up; what RE2 cannot read is refused when it is saved.
 */
export function meetsPasswordPolicy(policy: string | null, password: string): boolean {
  return policy === null || (conditionsOf(policy)?.every(({ pattern, wanted }) => pattern.isIn(password) === wanted) ?? false);
}

/** The dialect's preset "strong": what counts in place of a stored policy that cannot be asked. */
export const STRONG_PASSWORD_POLICY = String.raw`/(?=^.{8,}$)(?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#$%^&*()_+}{';'?>.<,])(?!.*\s).*$/`;

/** True where the text is no policy that can be asked. */
export function passwordPolicyMistake(policy: string): boolean {
  const conditions = conditionsOf(policy);
  return conditions === null || conditions.reduce((parts, { pattern }) => parts + pattern.parts, 0) > PARTS_AT_MOST;
}

interface Condition {
  readonly pattern: Pattern;
  readonly wanted: boolean;
}

/**
 * RE2 has no lookahead, and the dialect's preset "strong" is a row of them: `(?=^.{8,}$)(?=.*\d)…(?!.*\s).*$`. Conditions that stand
 * in front are therefore asked one by one, each from the beginning of the password. Null where one cannot be used.
 */
function conditionsOf(policy: string): Condition[] | null {
  const conditions: { pattern: Pattern | null; wanted: boolean }[] = [];
  let rest = /^\/([\s\S]*)\/$/.exec(policy)?.[1] ?? policy;
  for (let ahead = lookahead(rest); ahead; ahead = lookahead(rest)) {
    conditions.push({ pattern: patternOf(`^(?:${ahead.body})`), wanted: ahead.wanted });
    rest = rest.slice(ahead.length);
  }
  const all = [...conditions, { pattern: patternOf(rest), wanted: true }];
  return all.every((one): one is Condition => one.pattern !== null) ? all : null;
}

/** A lookahead at the very beginning of the pattern, up to its own closing bracket. */
function lookahead(pattern: string): { body: string; wanted: boolean; length: number } | null {
  const kind = /^\(\?([=!])/.exec(pattern)?.[1];
  if (!kind) return null;
  let depth = 0;
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at];
    if (sign === '\\') at += 1;
    else if (inClass) inClass = sign !== ']';
    else if (sign === '[') inClass = true;
    else if (sign === '(') depth += 1;
    else if (sign === ')' && (depth -= 1) === 0) return { body: pattern.slice(3, at), wanted: kind === '=', length: at + 1 };
  }
  return null;
}
