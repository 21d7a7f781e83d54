// The longest first, also where no run has left its times yet: a long spec that starts last is waited for by everybody.
const { default: Sequencer } = require('@jest/test-sequencer');

// What only waits (slow-senders) is best over while lint and the crash rounds have use for a core.
const LONG = [/security\/(fuzz|slow-senders)\./, /pages\/role-page\./, /pages\/accessibility-/, /pages\/.*-browser\./, /pages\/(role-states|rule-builder|example-app|invite-and-accept|main-road|behaviours)\./, /rest\/sdk\//, /rest\//, /pages\//];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration)) return sorted;
    const ranks = new Map(sorted.map((test) => [test, LONG.findIndex((pattern) => pattern.test(test.path))]));
    const rank = (test) => (ranks.get(test) === -1 ? LONG.length : ranks.get(test));
    return [...sorted].sort((one, other) => rank(one) - rank(other));
  }
};
