package io.flatnet.controllers.migrate;

/** What a migration does about one object. */
public sealed interface Plan {
  /** Nothing: the object has nothing of the old system, or no more of it. */
  record Nothing() implements Plan {}

  /**
   * Nothing, and the administrator should know why.
   *
   * @param reason one line
   * @param isFault whether somebody has to see to it: what the object says cannot be read, or
   *     cannot be had
   * @param waits whether it is left for a later run only because pods would be replaced
   */
  record Skip(String reason, boolean isFault, boolean waits) implements Plan {
    /** An object that is left as it is for good. */
    public Skip(String reason, boolean isFault) {
      this(reason, isFault, false);
    }
  }

  /** A write. */
  record Write(Change change) implements Plan {}
}
