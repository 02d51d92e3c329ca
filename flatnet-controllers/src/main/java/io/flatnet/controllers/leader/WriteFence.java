package io.flatnet.controllers.leader;

/** Says whether a write may start now. Asked before every write, by any thread; never blocks. */
@FunctionalInterface
public interface WriteFence {
  /** Whether a write may start now. */
  boolean isOpen();
}
