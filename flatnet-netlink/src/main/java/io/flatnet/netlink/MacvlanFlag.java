package io.flatnet.netlink;

/** What a macvlan does otherwise than usual (MACVLAN_FLAG_ bits, linux/if_link.h). */
public enum MacvlanFlag {
  /** A passthru link does not make its parent promiscuous ({@code nopromisc}). */
  NOPROMISC(1),
  /** Frames go to a link by their source alone ({@code nodst}; since Linux 5.12). */
  NODST(2);

  private final int bit;

  MacvlanFlag(int bit) {
    this.bit = bit;
  }

  /** The kernel's bit. */
  public int bit() {
    return bit;
  }
}
