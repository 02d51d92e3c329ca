package io.flatnet.cni.agent;

/** Told of each call when it is over. Called by many threads at once; must not wait. */
@FunctionalInterface
public interface AgentObserver {
  /** Looks away. */
  AgentObserver NONE = call -> {};

  /** A call is over. */
  void served(ServedCall call);
}
