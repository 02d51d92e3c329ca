package io.flatnet.controllers.store;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;

/** The subnet that tests use when all they need is one. */
public final class TestSubnets {
  /** Its name. */
  public static final String NAME = "s";

  private TestSubnets() {}

  /** The subnet with this range, on {@code eth0} with macvlan; nothing is in its status. */
  public static FlatNetworkSubnet of(String cidr) {
    return FlatNetworkSubnet.builder()
        .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name(NAME))
        .spec(FlatNetworkSubnetSpec.builder().flatMode("macvlan").master("eth0").cidr(cidr).build())
        .build();
  }
}
