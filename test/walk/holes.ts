import type { Grants, GrantSubjects } from '../../src/access/permissions/grant';

/**
 * Mistakes that somebody could make, as a switch of this spec: each takes the place of one method of the running product and
 * answers how to put it back. Without the mistake the walk finds nothing; with it, it has to find a gain.
 */
export interface Hole {
  readonly name: string;
  plant(grants: Grants): () => void;
}

/** Changes of one kind are not compared at all. */
const unseen = (name: string, isMeant: (subjects: GrantSubjects) => boolean): Hole => ({
  name,
  plant: (grants) => replaced(grants, 'around', (original) => (work, subjects, writes) => (isMeant(subjects) ? writes() : original(work, subjects, writes))),
});

export const HOLES: readonly Hole[] = [
  unseen('nothing is compared', () => true),
  unseen('changes of people are not compared', ({ users }) => (users?.length ?? 0) > 0),
  unseen('changes of roles are not compared', ({ roles }) => (roles?.length ?? 0) > 0),
  unseen('changes of policies and their rules are not compared', ({ policies }) => (policies?.length ?? 0) > 0),
  unseen('changes of settings are not compared', ({ settings }) => settings === true),
  { name: 'whom a change acts upon is forgotten', plant: (grants) => replaced(grants, 'around', (original) => (work, _subjects, writes) => original(work, {}, writes)) },
  { name: 'passwords and addresses of stronger people are free', plant: (grants) => replaced(grants, 'requireNotAbove', () => async () => undefined) },
  { name: 'a title that rules go by is a title like any other', plant: (grants) => replaced(grants, 'decideRights', () => async () => false) },
];

function replaced<Name extends 'around' | 'requireNotAbove' | 'decideRights'>(grants: Grants, name: Name, make: (original: Grants[Name]) => Grants[Name]): () => void {
  const original = grants[name].bind(grants) as Grants[Name];
  Object.defineProperty(grants, name, { value: make(original), configurable: true });
  return () => void Reflect.deleteProperty(grants, name);
}
