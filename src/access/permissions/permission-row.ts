/** A permission as it is stored and travels. Implied ones have neither id nor policy. */
export interface PermissionRow {
  readonly id: number | null;
  readonly policy: string | null;
  readonly collection: string;
  readonly action: string;
  readonly permissions: unknown;
  readonly validation: unknown;
  readonly presets: Readonly<Record<string, unknown>> | null;
  readonly fields: readonly string[] | null;
}
