package io.flatnet.controllers;

import io.flatnet.ipam.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What controllers tell of themselves, for probes and metrics. Each call reads memory only, never
 * blocks, and is safe for use by many threads.
 */
public interface ControllerStatus {
  /** Whether this process may write: it holds the Lease, or there is no election. */
  boolean isLeading();

  /**
   * The resources, as roles name them, whose first list is not in though the controllers need it.
   * Empty for a leader that works and for one that stands by with warm caches.
   */
  List<String> missing();

  /** The same for resources that a cluster may do without, such as those of Multus. */
  List<String> missingOptional();

  /**
   * Why this process should be started anew: something that lists, watches or stands for election
   * does so no more, though nobody ended it. An API server that does not answer is no such reason.
   */
  Optional<String> fault();

  /** How many keys wait, are worked on, or come back by the timer, by the queue's name. */
  Map<String, Integer> queueDepths();

  /** The names of the subnets that the cache knows; empty until its first list is in. */
  Optional<Set<String>> subnets();

  /** How full the subnets are that have a ledger here, by name; only the leader has any. */
  Map<String, Decision.Counts> pools();
}
