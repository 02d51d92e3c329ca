package io.flatnet.ipam;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer to a {@link Demand}. Nothing changes until it is put into new {@link Pools}. */
public sealed interface Outcome {
  /**
   * Every leg has an address.
   *
   * @param owner who gets them
   * @param placements one for each leg, in the order of the legs; for an owner whose interface
   *     exists, one for each address that it has
   */
  record Placed(String owner, List<Placement> placements) implements Outcome {
    public Placed {
      placements = List.copyOf(placements);
    }
  }

  /**
   * A leg has no address, so none gets any.
   *
   * @param leg the place of that leg among the legs, from 0
   * @param pools what each of its pools said, in the order of the pools
   * @param message a sentence for people, with what each pool said
   */
  record Unplaced(int leg, Map<String, Decision.Refused> pools, String message) implements Outcome {
    public Unplaced {
      pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    }

    /** Whether the same demand may succeed once an address of these pools is given back. */
    public boolean clearedByRelease() {
      return pools.values().stream().anyMatch(refused -> refused.reason().clearedByRelease());
    }
  }

  /**
   * An address of a pool.
   *
   * @param pool the name of the pool
   * @param lease the owner's lease there
   * @param decision the pool's decision: granted or kept
   */
  record Placement(String pool, Lease lease, Decision decision) {}
}
