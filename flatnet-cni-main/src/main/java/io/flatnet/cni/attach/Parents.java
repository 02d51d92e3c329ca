package io.flatnet.cni.attach;

import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkChange;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.MacvlanMode;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.wire.Errno;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/*
 * What has to be done here because the kernel does not:
 *
 * - It deletes a VLAN link together with all interfaces that are on it, in whatever namespace. So an
 *   ADD holds its parent until its interface is there, and only a link that nobody holds and that
 *   carries nothing is deleted. Interfaces in other namespaces cannot be seen from the link; but the
 *   kernel refuses a passthru macvlan on a link that carries any macvlan or ipvlan, and while there
 *   is one it refuses all others. That is the question and the lock.
 *
 * - Mode and flag of ipvlan belong to the parent: a new interface with others changes them for all
 *   that are there (ipvlan_link_new). So the first of a mode looks at what the parent carries.
 */
/** The links of a node that pods' interfaces are put on. Thread-safe. */
public final class Parents {
  private static final int MAX_REMEMBERED = 256;

  private final Netlink node;
  private final Occupants occupants;
  private final ReentrantReadWriteLock vlans = new ReentrantReadWriteLock();
  private final Map<Integer, Use> uses = new HashMap<>();

  /** What a link carries by what this process made on it. */
  private static final class Use {
    private final LinkKind kind;
    private int making;

    Use(LinkKind kind) {
      this.kind = kind;
    }
  }

  /**
   * @param node a socket in the namespace of the links
   * @param ownId the number by which that namespace knows itself; negative = unknown
   */
  public Parents(Netlink node, int ownId) {
    this.node = node;
    this.occupants = new Occupants(node, ownId);
  }

  /** A parent that stays until the interface is made. For one thread. */
  public final class Lease implements AutoCloseable {
    private final Attachment attachment;
    private final Parent parent;
    private boolean held = true;

    private Lease(Attachment attachment, Parent parent) {
      this.attachment = attachment;
      this.parent = parent;
    }

    /** The parent. */
    public Parent parent() {
      return parent;
    }

    /** Says why the kernel refused to make or set up the interface, as far as can be seen. */
    public CniFailure explain(NetlinkException refusal) {
      return new Refusal(node, occupants).of(refusal, attachment, parent);
    }

    /** Lets the parent go: the interface is there, or will not be. */
    @Override
    public void close() {
      if (held) {
        held = false;
        leave(attachment, parent.lowerIndex());
        unlock(attachment);
      }
    }
  }

  /**
   * The parent of an attachment; a VLAN link is made where there is none, and set up.
   *
   * @throws CniFailure if there is no such master, it is down, or it carries what the attachment
   *     cannot stand beside
   */
  public Lease lease(Attachment attachment) throws CniFailure {
    lock(attachment);
    boolean done = false;
    try {
      Parent parent = parent(usable(attachment), attachment.kind());
      enter(attachment, parent);
      done = true;
      return new Lease(attachment, parent);
    } finally {
      if (!done) {
        unlock(attachment);
      }
    }
  }

  private void lock(Attachment attachment) {
    if (attachment.vlan() != 0) {
      vlans.readLock().lock();
    }
  }

  private void unlock(Attachment attachment) {
    if (attachment.vlan() != 0) {
      vlans.readLock().unlock();
    }
  }

  private Link usable(Attachment attachment) throws CniFailure {
    Link master = master(attachment);
    if (!master.isUp()) {
      throw unusable(
          attachment, "it is down", "set it up: ip link set dev " + master.name() + " up");
    }
    return attachment.vlan() == 0 ? master : vlan(attachment, master);
  }

  private Link master(Attachment attachment) throws CniFailure {
    Link master =
        node.links()
            .find(attachment.master())
            .orElseThrow(
                () ->
                    new CniFailure(
                        PluginError.MASTER_MISSING,
                        "cannot attach to master \"%s\" of subnet \"%s\": this node has no such link; correct the subnet's master or make the link"
                            .formatted(attachment.master(), attachment.subnet())));
    if (master.isLoopback()) {
      throw unusable(attachment, "it is the loopback", "name a link into the network");
    }
    return master;
  }

  private static CniFailure unusable(Attachment attachment, String why, String next) {
    return new CniFailure(
        PluginError.MASTER_UNUSABLE,
        "cannot attach to master \"%s\" of subnet \"%s\": %s; %s"
            .formatted(attachment.master(), attachment.subnet(), why, next));
  }

  private Link vlan(Attachment attachment, Link master) throws CniFailure {
    Optional<Link> named = node.links().find(attachment.parentName());
    if (named.isPresent() && isVlan(named.get(), attachment, master)) {
      return up(named.get());
    }
    Optional<Link> found = node.links().findVlan(master.index(), attachment.vlan());
    if (found.isPresent()) {
      return up(found.get());
    }
    if (named.isPresent()) {
      throw nameTaken(attachment, named.get());
    }
    return makeVlan(attachment, master);
  }

  private static boolean isVlan(Link link, Attachment attachment, Link master) {
    return link.kind().equals(new LinkKind.Vlan(attachment.vlan()))
        && link.parentIndex() == master.index()
        && link.parentNamespaceId() == null;
  }

  /** Of several that try at once the kernel lets one; the others find what it made. */
  private Link makeVlan(Attachment attachment, Link master) throws CniFailure {
    LinkRequest request =
        LinkRequest.vlan(attachment.parentName(), master.index(), attachment.vlan())
            .withAlias(OwnMark.of(attachment.subnet()));
    try {
      return up(node.links().create(request));
    } catch (NetlinkException e) {
      if (!e.is(Errno.EEXIST)) {
        throw new Refusal(node, occupants).of(e, attachment, new Parent(master, master.index()));
      }
      Optional<Link> found = node.links().findVlan(master.index(), attachment.vlan());
      if (found.isPresent()) {
        return up(found.get());
      }
      throw nameTaken(attachment, node.links().get(attachment.parentName()));
    }
  }

  private Link up(Link link) {
    if (!link.isUp()) {
      node.links().change(link.index(), LinkChange.NONE.withUp(true));
    }
    return link;
  }

  private static CniFailure nameTaken(Attachment attachment, Link link) {
    return unusable(
        attachment,
        "VLAN %d has no link yet, and the name \"%s\" that it would get is taken by a link of kind \"%s\""
            .formatted(attachment.vlan(), link.name(), link.kind().kindName()),
        "rename that link, or make the VLAN's under another name");
  }

  /** An interface on a macvlan or ipvlan of its own kind goes on the link below that. */
  private static Parent parent(Link link, LinkKind kind) {
    boolean sameKind = link.kind().kindName().equals(kind.kindName());
    return new Parent(link, sameKind ? link.parentIndex() : link.index());
  }

  /**
   * The parent of an attachment as it is now, for a comparison; nothing is made.
   *
   * @throws CniFailure if there is no such link
   */
  public Parent look(Attachment attachment) throws CniFailure {
    Link link = master(attachment);
    if (attachment.vlan() != 0) {
      link =
          node.links()
              .findVlan(link.index(), attachment.vlan())
              .orElseThrow(
                  () ->
                      new CniFailure(
                          PluginError.CHECK_FAILED,
                          "VLAN %d of master \"%s\" has no link any more; delete the pod so that it is made anew"
                              .formatted(attachment.vlan(), attachment.master())));
    }
    return parent(link, attachment.kind());
  }

  private void enter(Attachment attachment, Parent parent) throws CniFailure {
    if (!(attachment.kind() instanceof LinkKind.Ipvlan)) {
      return; // the kernel itself refuses what does not go together
    }
    synchronized (uses) {
      Use use = uses.get(parent.lowerIndex());
      if (use == null || !use.kind.equals(attachment.kind())) {
        if (use != null && use.making > 0) {
          throw new CniFailure(
              WellKnownError.TRY_AGAIN_LATER,
              "cannot attach to \"%s\": an interface of kind %s is just being made on it; try again later"
                  .formatted(parent.link().name(), Occupants.name(use.kind)));
        }
        requireAlone(attachment, parent);
        if (uses.size() >= MAX_REMEMBERED) {
          uses.values().removeIf(known -> known.making == 0);
        }
        use = new Use(attachment.kind());
        uses.put(parent.lowerIndex(), use);
      }
      use.making++;
    }
  }

  private void requireAlone(Attachment attachment, Parent parent) throws CniFailure {
    List<Occupants.Occupant> others =
        occupants.on(parent.lowerIndex()).stream()
            .filter(occupant -> !occupant.link().kind().equals(attachment.kind()))
            .toList();
    if (!others.isEmpty()) {
      throw Refusal.taken(attachment, parent.link(), others);
    }
  }

  private void leave(Attachment attachment, int lowerIndex) {
    if (attachment.kind() instanceof LinkKind.Ipvlan) {
      synchronized (uses) {
        Use use = uses.get(lowerIndex);
        if (use != null) {
          use.making--;
        }
      }
    }
  }

  /** The VLAN links that this plugin made. */
  List<Link> ownVlans() {
    return node.links().list().stream()
        .filter(link -> link.kind() instanceof LinkKind.Vlan && OwnMark.isOn(link))
        .toList();
  }

  /**
   * Deletes a VLAN link unless something uses it: an interface of whatever namespace, a bridge, an
   * address, another link.
   *
   * @return whether it is gone
   * @throws NetlinkException if the kernel refuses
   */
  boolean deleteIfUnused(Link vlan) {
    vlans.writeLock().lock();
    try {
      if (isUsedHere(vlan) || !block(vlan)) {
        return false;
      }
      node.links().delete(vlan.index()); // and with it what blocks it
      return true;
    } finally {
      vlans.writeLock().unlock();
    }
  }

  private boolean isUsedHere(Link vlan) {
    Link now = node.links().find(vlan.index()).orElse(null);
    return now == null
        || !now.name().equals(vlan.name())
        || now.masterIndex() != 0
        || node.links().list().stream()
            .anyMatch(l -> l.parentIndex() == vlan.index() && l.parentNamespaceId() == null)
        || node.addresses().list(vlan.index()).stream().anyMatch(address -> address.isGlobal());
  }

  /** Whether the link carries nothing; then nobody can put anything on it any more. */
  private boolean block(Link vlan) {
    try {
      node.links()
          .create(LinkRequest.macvlan("flgc" + vlan.index(), vlan.index(), MacvlanMode.PASSTHRU));
      return true;
    } catch (NetlinkException e) {
      if (e.is(Errno.EBUSY) || e.is(Errno.EINVAL) || e.is(Errno.EOPNOTSUPP)) {
        return false; // it carries something, or this kernel cannot tell
      }
      throw e;
    }
  }
}
