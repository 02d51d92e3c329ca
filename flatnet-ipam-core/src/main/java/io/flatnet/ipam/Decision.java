package io.flatnet.ipam;

import java.math.BigInteger;

/** The answer to a {@link Request}. Nothing changes until the lease is put into a new state. */
public sealed interface Decision {
  /**
   * A lease that is new, or differs from the one that the owner has.
   *
   * @param lease to be committed with {@link SubnetState#with(Lease)}, which gives the owner's old
   *     address back
   * @param reason how it was chosen
   */
  record Granted(Lease lease, Reason reason) implements Decision {}

  /**
   * The owner's lease stays as it is.
   *
   * @param lease the owner's lease
   */
  record Kept(Lease lease) implements Decision {}

  /**
   * There is nothing to give.
   *
   * @param reason the kind of obstacle
   * @param counts how full the subnet is
   * @param message a sentence for people, with the numbers and what to do; it names the network,
   *     not the resource, whose name the core does not know
   */
  record Refused(Refusal reason, Counts counts, String message) implements Decision {}

  /** How a granted address was chosen. */
  enum Reason {
    /** Any would do: it is the lowest that was free. */
    LOWEST_FREE,
    /** Any would do: it is the first free one above the last that was given. */
    NEXT_AFTER_LAST,
    /** Any would do: it is the first free one after the point that seed and owner chose. */
    RANDOM,
    /** Any would do: it is the one that the owner's identity had last. */
    STICKY,
    /** It was asked for by name. */
    NAMED,
    /** It is the one at the owner's ordinal in the list of those asked for. */
    ORDINAL,
    /** It still rested, but nothing else would do that did not. */
    RESTED_EARLY,
    /** The owner had it already and it still fits; only the MAC is another. */
    OTHER_MAC,
    /** The owner had it already and it still fits; only the owner's identity is another. */
    OTHER_IDENTITY
  }

  /** Why nothing was granted. */
  enum Refusal {
    /** No address is free. */
    EXHAUSTED(true),
    /** Of the named addresses, those that fit the subnet are in use. */
    NAMED_IN_USE(true),
    /** The named addresses that fit the subnet are reserved for other workloads. */
    NAMED_RESERVED(false),
    /** None of the named addresses is one that this subnet gives to pods. */
    NAMED_NOT_IN_SUBNET(false),
    /** The list of named addresses has none for the owner's ordinal. */
    ORDINAL_BEYOND_LIST(false),
    /** Of several pools, there is none of this name. */
    NO_SUCH_POOL(false),
    /** All MACs that were asked for are in use. */
    MAC_IN_USE(true),
    /** A MAC that was asked for cannot be an interface's own. */
    MAC_NOT_USABLE(false);

    private final boolean clearedByRelease;

    Refusal(boolean clearedByRelease) {
      this.clearedByRelease = clearedByRelease;
    }

    /** Whether the same request may succeed once an address of the subnet is given back. */
    public boolean clearedByRelease() {
      return clearedByRelease;
    }
  }

  /**
   * How full a subnet is.
   *
   * @param size how many addresses the subnet can give: its candidates
   * @param used how many addresses are in use
   * @param reserved how many of the candidates are reserved for workloads, in use or not
   * @param excluded how many addresses would be candidates if they were not excluded
   * @param cooling how many of the candidates rest, at the instant of the request
   */
  record Counts(BigInteger size, int used, BigInteger reserved, BigInteger excluded, int cooling) {
    /** The counts of a subnet in which nothing is excluded and nothing rests. */
    public Counts(BigInteger size, int used, BigInteger reserved) {
      this(size, used, reserved, BigInteger.ZERO, 0);
    }

    /** As in {@code 254 addresses for pods, 3 used, 2 reserved, 0 excluded, 1 cooling down}. */
    @Override
    public String toString() {
      return size
          + " addresses for pods, "
          + used
          + " used, "
          + reserved
          + " reserved, "
          + excluded
          + " excluded, "
          + cooling
          + " cooling down";
    }
  }
}
