package io.flatnet.controllers.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressSearchTest {
  private final Scene scene = new Scene();

  private List<String> said(String sought) {
    return AddressSearch.parse(sought)
        .orElseThrow()
        .whyNobody(scene.subnets.stream().map(SubnetPool::of).toList());
  }

  @Test
  void search_whenAnObjectSaysIt_finds() {
    AddressSearch address = AddressSearch.parse("10.0.0.10").orElseThrow();

    assertThat(scene.addresses.stream().filter(address::isIn))
        .singleElement()
        .matches(ip -> ip.key().equals("shop/web-1"));
  }

  @Test
  void search_byMac_takesItHoweverItIsSpelled() {
    scene.addresses.set(
        0,
        scene
            .addresses
            .getFirst()
            .withStatus(scene.addresses.getFirst().status().withMac("02:00:0A:00:00:0B")));

    assertThat(
            scene.addresses.stream()
                .filter(AddressSearch.parse("02:00:0a:00:00:0b").orElseThrow()::isIn))
        .hasSize(1);
  }

  @Test
  void fieldSelector_isOfTheCanonicalForm() {
    AddressSearch six = AddressSearch.parse("FD00:0:0::5").orElseThrow();
    AddressSearch mac = AddressSearch.parse("02-00-0A-00-00-0B").orElseThrow();
    AddressSearch four = AddressSearch.parse("10.0.0.10").orElseThrow();

    assertThat(six.fieldSelector()).isEqualTo("status.addr=fd00::5");
    assertThat(mac.fieldSelector()).isEqualTo("status.mac=02:00:0a:00:00:0b");
    assertThat(four.fieldSelector()).isEqualTo("status.addr=10.0.0.10");
    assertThat(List.of(six.isWrittenOneWay(), mac.isWrittenOneWay(), four.isWrittenOneWay()))
        .containsExactly(false, false, true);
  }

  @Test
  void search_whenNobodyHasIt_saysWhatItIs() {
    scene.ledger("10.0.0.50");

    assertThat(said("10.0.0.1"))
        .containsExactly("10.0.0.1 is in subnet \"lab\": it is the gateway");
    assertThat(said("10.0.0.21").getFirst()).contains("reserved for StatefulSet/shop/db");
    assertThat(said("10.0.0.99").getFirst()).endsWith("it is free");
    assertThat(said("10.0.0.50").getFirst()).contains("the ledger has it");
    assertThat(said("10.0.0.255").getFirst()).contains("no pod can get it");
    assertThat(said("10.9.0.1"))
        .containsExactly("10.9.0.1 is in no subnet; the subnets are 10.0.0.0/24");
    assertThat(said("02:00:00:00:00:01").getFirst()).contains("no FlatNetworkIP");
  }

  @Test
  void parse_whenTextIsNeither_isEmpty() {
    assertThat(AddressSearch.parse("web-1")).isEmpty();
  }

  @Test
  void nearest_whenNamesAreClose_namesTheClosestFirst() {
    assertThat(Nearest.to("web-1", List.of("database", "web-12", "web-2", "wbe-1", "web-10")))
        .containsExactly("web-10", "web-12", "web-2");
    assertThat(Nearest.to("web", List.of("web-7d4b9-x2x1z", "database")))
        .containsExactly("web-7d4b9-x2x1z");
  }
}
