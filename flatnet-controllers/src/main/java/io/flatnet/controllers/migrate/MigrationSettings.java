package io.flatnet.controllers.migrate;

import io.flatnet.controllers.store.ResourceType;
import java.util.List;

/**
 * What of the old system is migrated, and how.
 *
 * @param workloads the kinds of workloads, in their order
 * @param services whether Services of the old system get their new ones
 * @param dryRun whether all is shown and nothing written
 * @param pauseRollouts whether Deployments are paused, and other workloads left, whose pods would
 *     be replaced
 * @param listLimit how many objects a list asks for at once, 1 or more
 */
public record MigrationSettings(
    List<ResourceType<?>> workloads,
    boolean services,
    boolean dryRun,
    boolean pauseRollouts,
    int listLimit) {
  /**
   * Copies the kinds.
   *
   * @throws IllegalArgumentException when a list would ask for nothing
   */
  public MigrationSettings {
    workloads = List.copyOf(workloads);
    if (listLimit < 1) {
      throw new IllegalArgumentException("the limit of lists must be 1 or more, got " + listLimit);
    }
  }
}
