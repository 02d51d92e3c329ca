package io.flatnet.controllers.migrate;

/** Waits between two writes, so that the API server and the operator keep up. */
@FunctionalInterface
public interface Pace {
  /** No wait. */
  Pace NONE = () -> {};

  /** Returns when the next write may begin. */
  void rest() throws InterruptedException;
}
