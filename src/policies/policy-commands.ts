import { Injectable } from '@nestjs/common';
import { parsePayload } from '../access/permissions/parse-payload';
import type { Key } from '../access/query/keys';
import type { Payload } from '../doors/rest/batch';
import type { CollectionCommands } from '../doors/rest/collection-commands';
import type { Accountability } from '../platform/accountability/accountability';
import { PoliciesService } from './policies.service';
import { policyChangesSchema, type PolicyChanges } from './policy-changes';

/** What a program writes to directus_policies, as the changes that the pages make, too. */
@Injectable()
export class PolicyCommands implements CollectionCommands {
  readonly changes = policyChangesSchema;

  constructor(private readonly policies: PoliciesService) {}

  create(accountability: Accountability, payloads: readonly Payload[]): Promise<readonly Key[]> {
    return this.policies.create(accountability, payloads.map((payload) => parse(accountability, payload)));
  }

  change(accountability: Accountability, keys: readonly Key[], payload: Payload): Promise<void> {
    return this.policies.change(accountability, keys.map(String), parse(accountability, payload));
  }

  changeEach(accountability: Accountability, changes: readonly { readonly key: Key; readonly payload: Payload }[]): Promise<void> {
    return this.policies.changeEach(accountability, changes.map(({ key, payload }) => ({ id: String(key), changes: parse(accountability, payload) })));
  }

  remove(accountability: Accountability, keys: readonly Key[]): Promise<void> {
    return this.policies.remove(accountability, keys.map(String));
  }
}

function parse(accountability: Accountability, payload: Payload): PolicyChanges {
  return parsePayload(accountability, 'directus_policies', policyChangesSchema, payload);
}
