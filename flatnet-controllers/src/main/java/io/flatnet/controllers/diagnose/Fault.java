package io.flatnet.controllers.diagnose;

import java.util.Comparator;

/**
 * One thing that is wrong.
 *
 * @param kind what
 * @param object of which object: its kind, and {@code namespace/name}
 * @param mark tells this fault from another of the same kind and object, such as an address and the
 *     UID of who has it; the same at the next look if it is the same fault
 * @param message what is wrong, in one sentence
 * @param next what to do
 */
public record Fault(FaultKind kind, String object, String mark, String message, String next)
    implements Comparable<Fault> {
  private static final Comparator<Fault> ORDER =
      Comparator.comparing(Fault::kind)
          .thenComparing(Fault::object)
          .thenComparing(Fault::mark)
          .thenComparing(Fault::message)
          .thenComparing(Fault::next);

  /** What is the same at two looks, whatever the message. */
  public record Id(FaultKind kind, String object, String mark) {}

  /** {@link Id}. */
  public Id id() {
    return new Id(kind, object, mark);
  }

  /** The gravest kind first. */
  @Override
  public int compareTo(Fault other) {
    return ORDER.compare(this, other);
  }
}
