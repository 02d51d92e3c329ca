package io.flatnet.netlink;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a link is (IFLA_INFO_KIND and its data). */
public sealed interface LinkKind {
  /** The kernel's name of the kind, empty for a {@link Device}. */
  String kindName();

  /**
   * A link with a MAC address of its own on a parent.
   *
   * @param mode how links of one parent see each other
   */
  record Macvlan(MacvlanMode mode) implements LinkKind {
    /**
     * @throws NullPointerException if the mode is null
     */
    public Macvlan {
      Objects.requireNonNull(mode, "mode");
    }

    @Override
    public String kindName() {
      return "macvlan";
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

  /** A link without a kind: hardware, or the loopback. Read only. */
  record Device() implements LinkKind {
    @Override
    public String kindName() {
      return "";
    }
  }

  /**
   * A kind that this library does not model. Read only.
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
