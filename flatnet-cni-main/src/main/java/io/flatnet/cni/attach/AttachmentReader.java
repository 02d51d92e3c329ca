package io.flatnet.cni.attach;

import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Phase;
import io.flatnet.api.RouteSettings;
import io.flatnet.api.RouteSpec;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.cni.Claim;
import io.flatnet.cni.CniCall;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.cni.Subnet;
import io.flatnet.cni.attach.Attachment.Setting;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.InterfaceAddress;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.IpvlanFlag;
import io.flatnet.netlink.IpvlanMode;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.MacvlanMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a call, its configuration, the pod's claim and its subnet into an {@link Attachment}. The
 * operator has checked the subnet; it is checked again here, since the webhook and the operator may
 * have been down when it was written.
 */
public final class AttachmentReader {
  private final String subnetName;
  private final FlatNetworkSubnetSpec spec;

  private AttachmentReader(Subnet subnet) {
    this.subnetName = subnet.name();
    this.spec = subnet.spec();
  }

  /**
   * Reads what is asked.
   *
   * @throws CniFailure if the subnet is {@code Failed} or says what cannot be, or the claim's
   *     address is not in it
   */
  public static Attachment read(CniCall call, PluginConfig config, Claim claim, Subnet subnet)
      throws CniFailure {
    if (subnet.phase() == Phase.FAILED) {
      throw failed(subnet);
    }
    return new AttachmentReader(subnet).read(call, config, claim);
  }

  /** Says that a subnet is {@code Failed}, and why. */
  public static CniFailure failed(Subnet subnet) {
    String reason =
        subnet.failureMessage().isEmpty() ? "it does not say why" : subnet.failureMessage();
    return new CniFailure(
        PluginError.SUBNET_UNUSABLE,
        "cannot attach to subnet \"%s\": it is Failed (%s); mend it with kubectl -n cattle-flat-network edit flsubnet %s"
            .formatted(subnet.name(), reason, subnet.name()));
  }

  private Attachment read(CniCall call, PluginConfig config, Claim claim) throws CniFailure {
    requireShape();
    IpPrefix cidr = prefix("cidr", spec.getCidr());
    IpAddress address = address("the FlatNetworkIP's status.addr", claim.address());
    if (!cidr.contains(address)) {
      throw unusable("cidr", cidr.toString(), "it must contain the pod's address " + address);
    }
    IpAddress gateway = optionalAddress("gateway", spec.getGateway());
    if (gateway != null && gateway.family() != cidr.family()) {
      throw unusable("gateway", gateway.toString(), "it must be of the cidr's family");
    }
    InterfaceAddress own = new InterfaceAddress(address, cidr.length());
    return new Attachment(
        call.containerId(),
        call.interfaceName(),
        subnetName,
        master(),
        vlan(),
        kind(),
        mac(claim),
        own,
        gateway,
        claim.ipv6to4() ? own.to6to4().orElse(null) : null,
        config.mtuBytes(),
        config.arpPolicy(),
        config.proxyArp(),
        config.probe(),
        routes(),
        settings(),
        config.clusterCidrs(),
        config.serviceCidrs());
  }

  private void requireShape() throws CniFailure {
    if (!spec.malformedFields().isEmpty()) {
      String field = spec.malformedFields().stream().sorted().findFirst().orElseThrow();
      throw unusable(
          field, String.valueOf(spec.getOtherFields().get(field)), "it has the wrong JSON type");
    }
  }

  private LinkKind kind() throws CniFailure {
    String kind = textOf(spec.getFlatMode());
    return switch (kind) {
      case "macvlan" -> macvlan();
      case "ipvlan" -> ipvlan();
      default -> throw unusable("flatMode", kind, "it must be macvlan or ipvlan");
    };
  }

  private LinkKind macvlan() throws CniFailure {
    String flag = textOf(spec.getIpvlanFlag());
    if (!flag.isEmpty()) {
      throw unusable("ipvlanFlag", flag, "it must be empty for macvlan");
    }
    String mode = textOf(spec.getMode());
    return new LinkKind.Macvlan(
        mode.isEmpty()
            ? MacvlanMode.BRIDGE
            : MacvlanMode.parse(mode)
                .orElseThrow(
                    () -> unusable("mode", mode, "it must be bridge, vepa, private or passthru")));
  }

  private LinkKind ipvlan() throws CniFailure {
    String mode = textOf(spec.getMode());
    String flag = textOf(spec.getIpvlanFlag());
    return new LinkKind.Ipvlan(
        mode.isEmpty()
            ? IpvlanMode.L2
            : IpvlanMode.parse(mode)
                .orElseThrow(() -> unusable("mode", mode, "it must be l2, l3 or l3s")),
        flag.isEmpty()
            ? IpvlanFlag.BRIDGE
            : IpvlanFlag.parse(flag)
                .orElseThrow(
                    () -> unusable("ipvlanFlag", flag, "it must be bridge, private or vepa")));
  }

  private int vlan() throws CniFailure {
    Integer vlan = spec.getVlan();
    if (vlan == null) {
      return 0;
    }
    if (vlan < 0 || vlan > LinkKind.Vlan.MAX_ID) {
      throw unusable("vlan", vlan.toString(), "it must be 0 (untagged) to 4094");
    }
    return vlan;
  }

  private String master() throws CniFailure {
    String master = textOf(spec.getMaster());
    if (master.isEmpty()) {
      throw unusable("master", master, "it must name a link of the node");
    }
    requireLinkName(master);
    int vlan = vlan();
    if (vlan != 0) {
      requireLinkName(master + "." + vlan);
    }
    return master;
  }

  private void requireLinkName(String name) throws CniFailure {
    try {
      LinkRequest.requireName(name);
    } catch (IllegalArgumentException e) {
      throw unusable("master", name, String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable MacAddress mac(Claim claim) throws CniFailure {
    if (claim.mac().isEmpty()) {
      return null;
    }
    try {
      MacAddress mac = MacAddress.parse(claim.mac());
      if (!mac.isMulticast() && !mac.isZero()) {
        return mac;
      }
    } catch (AddressFormatException e) {
      throw new CniFailure(
          PluginError.SUBNET_UNUSABLE,
          "cannot use status.mac of FlatNetworkIP \"%s\": %s; delete the pod so that it is made anew"
              .formatted(claim.key(), e.getMessage()),
          e);
    }
    throw new CniFailure(
        PluginError.SUBNET_UNUSABLE,
        "cannot use status.mac of FlatNetworkIP \"%s\": an interface's MAC is neither multicast nor zero, got %s; correct the pod's mac annotation"
            .formatted(claim.key(), claim.mac()));
  }

  private Set<Setting> settings() {
    Set<Setting> settings = EnumSet.noneOf(Setting.class);
    RouteSettings asked = spec.getRouteSettings();
    if (asked != null) {
      add(settings, Setting.CLUSTER_CIDR, asked.getAddClusterCIDR());
      add(settings, Setting.SERVICE_CIDR, asked.getAddServiceCIDR());
      add(settings, Setting.NODE_CIDR, asked.getAddNodeCIDR());
      add(settings, Setting.POD_IP_TO_HOST, asked.getAddPodIPToHost());
      add(settings, Setting.DEFAULT_GATEWAY, asked.getFlatNetworkDefaultGateway());
    }
    return settings;
  }

  private static void add(Set<Setting> settings, Setting setting, @Nullable Boolean asked) {
    if (Boolean.TRUE.equals(asked)) {
      settings.add(setting);
    }
  }

  private List<CustomRoute> routes() throws CniFailure {
    List<CustomRoute> routes = new ArrayList<>();
    List<RouteSpec> asked = spec.getRoutes();
    for (RouteSpec route : asked == null ? List.<RouteSpec>of() : asked) {
      String device = textOf(route.getDev());
      if (device.isEmpty()) {
        throw unusable("routes.dev", device, "it must name an interface");
      }
      Integer priority = route.getPriority();
      if (priority != null && priority < 0) {
        throw unusable("routes.priority", priority.toString(), "it must be 0 to 2147483647");
      }
      routes.add(
          new CustomRoute(
              device,
              prefix("routes.dst", route.getDst()),
              optionalAddress("routes.via", route.getVia()),
              optionalAddress("routes.src", route.getSrc()),
              priority == null ? 0 : priority));
    }
    return routes;
  }

  private IpPrefix prefix(String field, @Nullable String text) throws CniFailure {
    try {
      return IpPrefix.parse(textOf(text));
    } catch (AddressFormatException e) {
      throw unusable(field, textOf(text), String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable IpAddress optionalAddress(String field, @Nullable String text)
      throws CniFailure {
    return textOf(text).isEmpty() ? null : address(field, textOf(text));
  }

  private IpAddress address(String field, String text) throws CniFailure {
    try {
      return IpAddress.parse(text);
    } catch (AddressFormatException e) {
      throw unusable(field, text, String.valueOf(e.getMessage()), e);
    }
  }

  private CniFailure unusable(String field, String value, String constraint) {
    return new CniFailure(PluginError.SUBNET_UNUSABLE, unusableMessage(field, value, constraint));
  }

  private CniFailure unusable(String field, String value, String constraint, Throwable cause) {
    return new CniFailure(
        PluginError.SUBNET_UNUSABLE, unusableMessage(field, value, constraint), cause);
  }

  private String unusableMessage(String field, String value, String constraint) {
    return "cannot attach to subnet \"%s\": %s \"%s\": %s; mend the subnet"
        .formatted(subnetName, field, value, constraint);
  }

  private static String textOf(@Nullable String text) {
    return text == null ? "" : text;
  }
}
