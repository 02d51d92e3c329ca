package io.flatnet.controllers.diagnose;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pod's way to its address.
 *
 * @param name the step, in a word
 * @param state where it stands
 * @param at when it was done, as far as the objects say
 * @param detail what is known of it
 * @param next what to do, of a step that is not done; empty for nothing
 */
public record TraceStep(
    String name, State state, @Nullable Instant at, String detail, String next) {
  /** Where a step stands. */
  public enum State {
    /** It is done. */
    DONE,
    /** It is the next, and nothing speaks against it. */
    WAITING,
    /** It does not get on by itself. */
    FAILED,
    /** An earlier step comes first. */
    LATER,
    /** There is nothing to do. */
    NONE;

    /** As people and programs read it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static TraceStep done(String name, @Nullable Instant at, String detail) {
    return new TraceStep(name, State.DONE, at, detail, "");
  }

  static TraceStep waiting(String name, String detail, String next) {
    return new TraceStep(name, State.WAITING, null, detail, next);
  }

  static TraceStep failed(String name, String detail, String next) {
    return new TraceStep(name, State.FAILED, null, detail, next);
  }

  /** Whether what follows can be looked at. */
  boolean isPassed() {
    return state == State.DONE || state == State.NONE;
  }
}
