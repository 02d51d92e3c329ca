package io.flatnet.controllers.store;

/** What a deletion did. */
public enum DeleteResult {
  /** The object is gone. */
  GONE,
  /** The object has a deletion time and stays until its finalizers are taken off. */
  TERMINATING
}
