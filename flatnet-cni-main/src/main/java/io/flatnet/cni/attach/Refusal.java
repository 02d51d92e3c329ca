package io.flatnet.cni.attach;

import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.wire.Errno;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out why the kernel refused an interface, so that the error says what is in the way. */
final class Refusal {
  private static final int MAX_NAMED = 3;

  private final Netlink node;
  private final Occupants occupants;

  Refusal(Netlink node, Occupants occupants) {
    this.node = node;
    this.occupants = occupants;
  }

  /** The failure that a refused making or setting up of an attachment's interface is. */
  CniFailure of(NetlinkException e, Attachment attachment, Parent on) {
    Link parent = on.link();
    if (e.is(Errno.EOPNOTSUPP)) {
      return new CniFailure(
          PluginError.NOT_SUPPORTED,
          "cannot attach to subnet \"%s\": this node's kernel refuses %s%s; load its module (modprobe macvlan, ipvlan, 8021q), or use another flatMode"
              .formatted(
                  attachment.subnet(),
                  Occupants.name(attachment.kind()),
                  attachment.vlan() == 0 ? "" : " on VLAN " + attachment.vlan()),
          e);
    }
    Optional<Link> now = node.links().find(parent.index());
    if (now.isEmpty()) {
      return new CniFailure(
          PluginError.MASTER_MISSING,
          "cannot attach to \"%s\" of subnet \"%s\": the link went meanwhile; make it anew, or correct the subnet's master"
              .formatted(parent.name(), attachment.subnet()),
          e);
    }
    if (!now.get().isUp() && e.is(Errno.ENETDOWN)) {
      return unusable(
          attachment,
          parent,
          "it is down",
          "set it up: ip link set dev " + parent.name() + " up",
          e);
    }
    if (e.is(Errno.EBUSY) || e.is(Errno.EINVAL)) {
      return busy(e, attachment, now.get(), on.lowerIndex());
    }
    return new CniFailure(PluginError.KERNEL_REFUSED, String.valueOf(e.getMessage()), e);
  }

  private CniFailure busy(NetlinkException e, Attachment attachment, Link parent, int lowerIndex) {
    List<Occupants.Occupant> others = occupants.on(lowerIndex);
    if (!others.isEmpty()) {
      return taken(attachment, parent, others);
    }
    Optional<Link> owner =
        parent.masterIndex() == 0 ? Optional.empty() : node.links().find(parent.masterIndex());
    if (owner.isPresent()) {
      return unusable(
          attachment,
          parent,
          "it belongs to %s \"%s\"".formatted(owner.get().kind().kindName(), owner.get().name()),
          "name \"" + owner.get().name() + "\" as the subnet's master",
          e);
    }
    return new CniFailure(PluginError.KERNEL_REFUSED, String.valueOf(e.getMessage()), e);
  }

  private static CniFailure unusable(
      Attachment attachment, Link parent, String why, String next, NetlinkException e) {
    return new CniFailure(
        PluginError.MASTER_UNUSABLE,
        "cannot attach to \"%s\" of subnet \"%s\": %s; %s"
            .formatted(parent.name(), attachment.subnet(), why, next),
        e);
  }

  /** What a parent carries that the attachment cannot stand beside. */
  static CniFailure taken(Attachment attachment, Link parent, List<Occupants.Occupant> others) {
    String named =
        others.stream()
            .limit(MAX_NAMED)
            .map(Occupants.Occupant::describe)
            .collect(Collectors.joining(", "));
    String more =
        others.size() > MAX_NAMED ? " and %d more".formatted(others.size() - MAX_NAMED) : "";
    return new CniFailure(
        PluginError.PARENT_TAKEN,
        "cannot make %s on \"%s\" for subnet \"%s\": the link carries %s%s; a link carries macvlans, or one passthru macvlan, or ipvlans of one mode and flag: give one of the subnets another master or VLAN"
            .formatted(
                Occupants.name(attachment.kind()),
                parent.name(),
                attachment.subnet(),
                named,
                more));
  }
}
