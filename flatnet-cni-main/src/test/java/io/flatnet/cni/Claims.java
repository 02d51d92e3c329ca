package io.flatnet.cni;

import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Phase;
import io.flatnet.api.RouteSettings;
import io.flatnet.api.RouteSpec;
import java.util.List;

/** Claims and subnets of tests: pods of namespace {@code default} in subnet {@code net}. */
public final class Claims {
  /** The one subnet's name. */
  public static final String SUBNET = "net";

  private Claims() {}

  /** A claim that waits for its address. */
  public static Claim pending(String pod) {
    return new Claim(
        "default", pod, "uid-" + pod, "0", false, SUBNET, "pod-" + pod, Phase.NONE, "", "", "");
  }

  /** A claim with an address. */
  public static Claim of(String pod, String address) {
    return of(pod, address, "");
  }

  /** A claim with an address and a MAC. */
  public static Claim of(String pod, String address, String mac) {
    return new Claim(
        "default",
        pod,
        "uid-" + pod,
        "0",
        false,
        SUBNET,
        "pod-" + pod,
        Phase.PENDING,
        "",
        address,
        mac);
  }

  /** The same with another phase and MAC. */
  public static Claim with(Claim claim, Phase phase, String mac) {
    return new Claim(
        claim.namespace(),
        claim.name(),
        claim.uid(),
        claim.resourceVersion(),
        claim.ipv6to4(),
        claim.subnet(),
        claim.podId(),
        phase,
        claim.failureMessage(),
        claim.address(),
        mac);
  }

  /** The same, marked for a 6to4 address. */
  public static Claim withSixToFour(Claim claim) {
    return new Claim(
        claim.namespace(),
        claim.name(),
        claim.uid(),
        claim.resourceVersion(),
        true,
        claim.subnet(),
        claim.podId(),
        claim.phase(),
        claim.failureMessage(),
        claim.address(),
        claim.mac());
  }

  /** An active macvlan subnet on {@code master}; the builder may change everything. */
  public static FlatNetworkSubnetSpec.Builder macvlan(String master, String cidr) {
    return FlatNetworkSubnetSpec.builder()
        .flatMode("macvlan")
        .mode("bridge")
        .master(master)
        .vlan(0)
        .cidr(cidr);
  }

  /** The subnet of a spec, {@code Active}. */
  public static Subnet active(FlatNetworkSubnetSpec.Builder spec) {
    return new Subnet(SUBNET, spec.build(), Phase.ACTIVE, "");
  }

  /** A subnet on the uplink of a {@link TestNetwork} whose attachments change routes everywhere. */
  public static Subnet routed() {
    return active(
        macvlan(TestNetwork.UPLINK, "10.7.0.0/24")
            .gateway("10.7.0.1")
            .routes(
                List.of(
                    RouteSpec.builder().dev("eth1").dst("10.20.0.0/16").build(),
                    RouteSpec.builder().dev("eth0").dst("10.21.0.0/16").build()))
            .routeSettings(
                RouteSettings.builder()
                    .addClusterCIDR(true)
                    .addServiceCIDR(true)
                    .addPodIPToHost(true)
                    .flatNetworkDefaultGateway(true)
                    .build()));
  }
}
