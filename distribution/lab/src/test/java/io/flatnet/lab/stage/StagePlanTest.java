package io.flatnet.lab.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.lab.cluster.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagePlanTest {

  @Test
  void of_whenTwoFamiliesShareAMaster_hasOneLinkAndBothGateways() {
    StagePlan plan =
        StagePlan.of(
            List.of(
                subnet(
                    "'flatMode':'macvlan','master':'eth0','cidr':'10.7.0.0/24','gateway':'10.7.0.1'"),
                subnet(
                    "'flatMode':'macvlan','master':'eth0','cidr':'fd00:7::/64','gateway':'fd00:7::1'"),
                subnet("'flatMode':'macvlan','master':'eth0','cidr':'10.8.0.0/24','gateway':''")));

    assertThat(plan.masters()).containsExactly("eth0");
    assertThat(plan.gateways())
        .containsExactly(
            new StagePlan.Gateway(
                "eth0", 0, IpAddress.parse("10.7.0.1"), IpPrefix.parse("10.7.0.0/24")),
            new StagePlan.Gateway(
                "eth0", 0, IpAddress.parse("fd00:7::1"), IpPrefix.parse("fd00:7::/64")));
  }

  @Test
  void of_whenASubnetIsTagged_hasTheGatewayOnItsVlan() {
    StagePlan plan =
        StagePlan.of(
            List.of(
                subnet(
                    "'flatMode':'ipvlan','master':'eth0','vlan':100,'cidr':'10.7.0.0/24','gateway':'10.7.0.1'")));

    assertThat(plan.masters()).containsExactly("eth0");
    assertThat(plan.gateways()).extracting(StagePlan.Gateway::vlan).containsExactly(100);
  }

  private static KubeObject subnet(String spec) {
    String json =
        "{'apiVersion':'flatnetwork.pandaria.io/v1','kind':'FlatNetworkSubnet',"
            + "'metadata':{'name':'lab','namespace':'cattle-flat-network'},'spec':{"
            + spec
            + "}}";
    try {
      return KubeObject.of(new ObjectMapper().readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException invalid) {
      throw new IllegalArgumentException(invalid);
    }
  }
}
