package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What several requests get, one after the other.
 *
 * @param decisions one for each request, in the order of the requests
 * @param after the state with all that was granted
 */
public record Batch(List<Decision> decisions, SubnetState after) {
  public Batch {
    decisions = List.copyOf(decisions);
    Objects.requireNonNull(after, "after");
  }

  static Batch of(SubnetState before, List<Request> requests) {
    List<Decision> decisions = new ArrayList<>(requests.size());
    SubnetState state = before;
    for (Request request : requests) {
      state = state.awake(request.now());
      Decision decision = state.decide(request);
      decisions.add(decision);
      if (decision instanceof Decision.Granted granted) {
        state = state.with(granted.lease(), request.now());
      }
    }
    return new Batch(decisions, state);
  }
}
