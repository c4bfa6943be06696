/** Stands in for `@smithy/core/event-streams` in the bundles. */
export {};
