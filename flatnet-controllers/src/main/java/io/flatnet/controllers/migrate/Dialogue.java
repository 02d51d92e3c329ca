package io.flatnet.controllers.migrate;

import org.jspecify.annotations.Nullable;

/**
 * The administrator, to whom everything is shown that is about to be written and everything that
 * became of it. For one thread; a call may take as long as a person does.
 */
public interface Dialogue {
  /** What the administrator says to a write. */
  enum Answer {
    /** Write it. */
    YES,
    /** Leave this one. */
    NO,
    /** Leave this one, and all that follow. */
    QUIT
  }

  /**
   * Hears of a write before it is asked for, and has time to prepare how it is shown: the write
   * before it is under way. Shows nothing.
   */
  default void prepare(Change change) {}

  /**
   * Shows a write and asks for it.
   *
   * @param again why it is shown once more: somebody else wrote the object; null the first time
   */
  Answer ask(Change change, @Nullable String again);

  /** Shows a write that is not carried out, because nothing is. */
  void show(Change change);

  /** A write was carried out. */
  void wrote(Change change);

  /** An object is left as it is. */
  void skipped(String title, String reason, boolean isFault);

  /** A write failed, and the rest goes on. */
  void failed(String title, String reason);

  /** One line about the whole. */
  void say(String line);

  /**
   * How far the work is.
   *
   * @param what in the plural: {@code Deployments}
   * @param done how many were looked at
   * @param total how many there are, as far as the API server says
   */
  void progress(String what, long done, long total);
}
