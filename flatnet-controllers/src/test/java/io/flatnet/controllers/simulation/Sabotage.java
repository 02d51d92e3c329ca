package io.flatnet.controllers.simulation;

/** What is broken on purpose, to show that the simulation finds it. */
enum Sabotage {
  /** Nothing. */
  NONE,
  /** The API server does not compare versions: nothing conflicts. */
  NO_CONFLICTS,
  /** The operators take a pod for gone as soon as it is deleted. */
  EARLY_RELEASE,
  /** The operators do not see which MACs others committed, so that they hold none of them. */
  FORGOTTEN_MACS,
  /** The operators take every pod for one of the same workload, and so give it what is reserved. */
  WRONG_WORKLOAD,
  /** The operators do not see nodes, and so take deleted pods for lost with them. */
  UNSEEN_NODES,
  /** The operators do not wait before they release from nodes that do not answer. */
  IMPATIENCE,
  /** The operators do not see which addresses pods of the old system have. */
  UNSEEN_OLD_PODS
}
