package io.flatnet.controllers.store;

/** Says how the next request of one client goes. */
@FunctionalInterface
public interface Faults {
  /** All requests go well. */
  Faults NONE = (resource, verb, write) -> Fault.NONE;

  /** The next request's fate. May run others' requests first: that is a pause of this client. */
  Fault next(String resource, String verb, boolean write);

  /** What becomes of a request. */
  enum Fault {
    /** It is carried out and answered. */
    NONE,
    /** It is not allowed. */
    FORBIDDEN,
    /** It does not arrive. */
    LOST_REQUEST,
    /** It is carried out; the answer does not arrive. */
    LOST_ANSWER,
    /** It arrives later, when nobody waits for it any more. */
    DELAYED,
    /** The client's process ends before it sends. */
    CRASH_BEFORE,
    /** The client's process ends when the request is carried out. */
    CRASH_AFTER
  }

  /** The end of a client's process. */
  final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An end without a stack: simulations have very many. */
    public Crash() {
      super("the process ended", null, false, false);
    }
  }
}
