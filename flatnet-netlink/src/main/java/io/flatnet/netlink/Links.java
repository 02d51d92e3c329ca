package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * The links of a namespace. Every verb throws {@link NetlinkException} with the kernel's error
 * number: EEXIST for a name that is taken, ENODEV for a link that is not there.
 */
public final class Links {
  Links() {}

  /**
   * Makes a link and reads it back: two requests, three with an alias. Equivalent to: {@code ip
   * link add …}.
   */
  public Link create(LinkRequest request) {
    return Pending.later();
  }

  /**
   * Makes a link straight in another namespace, on a parent that is in this one: one request. Read
   * it back there. Equivalent to: {@code ip link add link PARENT netns TARGET …}.
   */
  public void createIn(NetworkNamespace target, LinkRequest request) {
    Pending.later();
  }

  /** The link of a name, empty if there is none. Equivalent to: {@code ip link show NAME}. */
  public Optional<Link> find(String name) {
    return Pending.later();
  }

  /** The link of an index, empty if there is none. */
  public Optional<Link> find(int index) {
    return Pending.later();
  }

  /** The link of a name; ENODEV if there is none. */
  public Link get(String name) {
    return Pending.later();
  }

  /** All links, by index. Equivalent to: {@code ip link show}. */
  public List<Link> list() {
    return Pending.later();
  }

  /** Changes several things in one request. Equivalent to: {@code ip link set dev LINK …}. */
  public void change(int index, LinkChange change) {
    Pending.later();
  }

  /** Equivalent to: {@code ip link set dev LINK up}. */
  public void setUp(int index) {
    change(index, LinkChange.NONE.withUp(true));
  }

  /** Equivalent to: {@code ip link set dev LINK down}. */
  public void setDown(int index) {
    change(index, LinkChange.NONE.withUp(false));
  }

  /** Equivalent to: {@code ip link set dev LINK name NAME}. EEXIST if the name is taken. */
  public void rename(int index, String name) {
    change(index, LinkChange.NONE.withName(name));
  }

  /** Equivalent to: {@code ip link set dev LINK address MAC}. */
  public void setMac(int index, MacAddress mac) {
    change(index, LinkChange.NONE.withMac(mac));
  }

  /** Equivalent to: {@code ip link set dev LINK mtu BYTES}. EINVAL above the parent's. */
  public void setMtu(int index, int bytes) {
    change(index, LinkChange.NONE.withMtu(bytes));
  }

  /** Equivalent to: {@code ip link set dev LINK promisc on}, or {@code off}. */
  public void setPromiscuous(int index, boolean promiscuous) {
    change(index, LinkChange.NONE.withPromiscuous(promiscuous));
  }

  /** Equivalent to: {@code ip link set dev LINK master BRIDGE}; 0 is {@code nomaster}. */
  public void setMaster(int index, int masterIndex) {
    change(index, LinkChange.NONE.withMaster(masterIndex));
  }

  /** Equivalent to: {@code ip link set dev LINK alias TEXT}; empty takes it away. */
  public void setAlias(int index, String alias) {
    change(index, LinkChange.NONE.withAlias(alias));
  }

  /**
   * Moves a link to another namespace, where its index may differ. Equivalent to: {@code ip link
   * set dev LINK netns TARGET}.
   */
  public void moveTo(int index, NetworkNamespace target) {
    Pending.later();
  }

  /** Moves a link and renames it on the way, in one request. */
  public void moveTo(int index, NetworkNamespace target, String name) {
    Pending.later();
  }

  /** Equivalent to: {@code ip link delete dev LINK}. ENODEV if there is none. */
  public void delete(int index) {
    Pending.later();
  }

  /** Deletes by name in one request. ENODEV if there is none. */
  public void delete(String name) {
    Pending.later();
  }
}
