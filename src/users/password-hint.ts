/** What stands below every field for a new password. */
export function passwordHint(minBytes: number): string {
  return `${minBytes} characters or more. Four words are easy to remember and hard to guess.`;
}
