import type { Accountability } from '../platform/accountability/accountability';

/** Whether signing in asks somebody for a code, and since when. */
export interface SecondFactorState {
  readonly on: boolean;
  readonly since: Date | null;
  readonly canTurnOff: boolean;
  /** A policy of theirs asks for it, wherever they call from: without it they can do nothing else. */
  readonly isAskedFor: boolean;
}

/** The port through which a person's page learns of their two-factor sign-in, whose room is above this one. */
export abstract class SecondFactors {
  /** Null where it is not the viewer's business. */
  abstract shownTo(viewer: Accountability, userId: string): Promise<SecondFactorState | null>;
}
