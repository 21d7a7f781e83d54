/** What a single question may cost. Each refusal names the cap, so that nobody has to guess it. */
export const RELATION_DEPTH = 5;
export const FILTER_NODES = 200;
export const FILTER_DEPTH = 20;
export const FILTER_VALUES = 10_000;
/** Characters of one value. */
export const VALUE_LENGTH = 10_000;
export const LIMIT_DEFAULT = 100;
/** What `limit: -1` means. */
export const LIMIT_MAX = 10_000;
/** Values of one item, with those of its relations. */
export const OUTPUTS = 500;
/** Values of one item without those of its relations; PostgreSQL's functions take no more arguments. */
export const OUTPUTS_A_LEVEL = 100;
/** Items of one answer when every nested list is full. */
export const NESTED_ITEMS = 1_000_000;
export const SEARCH_LENGTH = 500;
