package io.flatnet.netlink;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a link is (IFLA_INFO_KIND and its data); {@code ip link}'s {@code type KIND …}. */
public sealed interface LinkKind {
  /** The kernel's name of the kind, empty for a {@link Device}. */
  String kindName();

  /**
   * A link with a MAC address of its own on a parent.
   *
   * <p>A parent carries either one passthru link or any number of the others, whose modes may
   * differ; and no ipvlan beside them. The kernel refuses what does not go together: EINVAL for a
   * passthru link beside others and the reverse, EBUSY for the other kind.
   *
   * @param mode how links of one parent see each other
   * @param flags what it does otherwise than usual
   */
  record Macvlan(MacvlanMode mode, Set<MacvlanFlag> flags) implements LinkKind {
    /**
     * @throws NullPointerException if the mode is null
     */
    public Macvlan {
      Objects.requireNonNull(mode, "mode");
      flags = Set.copyOf(flags);
    }

    /** A usual one, without flags. */
    public Macvlan(MacvlanMode mode) {
      this(mode, Set.of());
    }

    @Override
    public String kindName() {
      return "macvlan";
    }
  }

  /**
   * A link with its parent's MAC address and IP addresses of its own.
   *
   * <p>Mode and flag belong to the parent: to make a link with others than those of the links that
   * the parent carries <em>changes them for all of these</em>, without an error of the kernel
   * ({@code ipvlan_link_new}). Look first. A parent cannot carry macvlan beside them (EBUSY).
   *
   * @param mode where it decides on packets
   * @param flag how links of one parent see each other
   */
  record Ipvlan(IpvlanMode mode, IpvlanFlag flag) implements LinkKind {
    /**
     * @throws NullPointerException if one is null
     */
    public Ipvlan {
      Objects.requireNonNull(mode, "mode");
      Objects.requireNonNull(flag, "flag");
    }

    @Override
    public String kindName() {
      return "ipvlan";
    }
  }

  /**
   * The frames of a parent that carry one tag (IEEE 802.1Q); EEXIST if the parent has one of that
   * number, whatever its name. A service tag (802.1ad) is {@link Other}.
   *
   * @param id the tag, 0 to 4094; 0 = a priority alone
   */
  record Vlan(int id) implements LinkKind {
    /** The greatest tag; 4095 is reserved. */
    public static final int MAX_ID = 4094;

    /**
     * @throws IllegalArgumentException if the tag is out of bounds
     */
    public Vlan {
      if (id < 0 || id > MAX_ID) {
        throw new IllegalArgumentException(
            "cannot take VLAN: a tag is 0 to " + MAX_ID + ", got " + id);
      }
    }

    @Override
    public String kindName() {
      return "vlan";
    }
  }

  /**
   * One end of a virtual cable.
   *
   * @param peerName the other end's name, for a request; null for a link read from the kernel,
   *     which does not tell it
   */
  record Veth(@Nullable String peerName) implements LinkKind {
    /**
     * @throws IllegalArgumentException if the peer's name is no legal link name
     */
    public Veth {
      if (peerName != null) {
        LinkRequest.requireName(peerName);
      }
    }

    @Override
    public String kindName() {
      return "veth";
    }
  }

  /** A learning switch. */
  record Bridge() implements LinkKind {
    @Override
    public String kindName() {
      return "bridge";
    }
  }

  /**
   * Several links as one; a link joins as {@link LinkChange#withMaster} says, while it is down.
   *
   * @param mode how it spreads frames over them
   */
  record Bond(BondMode mode) implements LinkKind {
    /**
     * @throws NullPointerException if the mode is null
     */
    public Bond {
      Objects.requireNonNull(mode, "mode");
    }

    @Override
    public String kindName() {
      return "bond";
    }
  }

  /** A link that takes all frames and gives none. */
  record Dummy() implements LinkKind {
    @Override
    public String kindName() {
      return "dummy";
    }
  }

  /** A link without a kind: hardware, or the loopback. Read only. */
  record Device() implements LinkKind {
    @Override
    public String kindName() {
      return "";
    }
  }

  /**
   * A kind that this library does not model, or a kind that it does in a mode that it does not.
   * Read only.
   *
   * @param kindName the kernel's name of it
   */
  record Other(String kindName) implements LinkKind {
    /**
     * @throws NullPointerException if the name is null
     */
    public Other {
      Objects.requireNonNull(kindName, "kindName");
    }
  }
}
