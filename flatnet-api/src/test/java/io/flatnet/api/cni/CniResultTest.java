package io.flatnet.api.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.wire.WireJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JSON that runtimes get, for each spec version. */
class CniResultTest {
  private static final CniResult RESULT =
      CniResult.builder()
          .addInterfaces(
              CniInterface.builder()
                  .name("eth1")
                  .mac("02:00:5e:10:00:01")
                  .sandbox("/run/netns/pod")
                  .build())
          .addIps(
              CniIp.builder().address("10.0.0.5/24").gateway("10.0.0.1").interfaceIndex(0).build(),
              CniIp.builder().address("fd00::5/64").interfaceIndex(0).build())
          .addRoutes(CniRoute.builder().dst("10.9.0.0/16").gw("10.0.0.1").build())
          .dns(CniDns.builder().addNameservers("10.43.0.10").build())
          .build();

  @ParameterizedTest
  @EnumSource(names = {"V0_3_0", "V0_3_1", "V0_4_0"})
  void as_ofOldVersions_saysTheFamilies(CniSpecVersion version) throws Exception {
    assertThat(WireJson.write(RESULT.as(version)))
        .isEqualTo(
            "{\"cniVersion\":\""
                + version.text()
                + "\",\"interfaces\":[{\"name\":\"eth1\",\"mac\":\"02:00:5e:10:00:01\","
                + "\"sandbox\":\"/run/netns/pod\"}],"
                + "\"ips\":[{\"version\":\"4\",\"address\":\"10.0.0.5/24\","
                + "\"gateway\":\"10.0.0.1\",\"interface\":0},"
                + "{\"version\":\"6\",\"address\":\"fd00::5/64\",\"interface\":0}],"
                + "\"routes\":[{\"dst\":\"10.9.0.0/16\",\"gw\":\"10.0.0.1\"}],"
                + "\"dns\":{\"nameservers\":[\"10.43.0.10\"]}}");
  }

  @ParameterizedTest
  @EnumSource(names = {"V0_1_0", "V0_2_0"})
  void wire_ofTheFirstVersions_hasOneAddressOfEachFamily(CniSpecVersion version) throws Exception {
    assertThat(WireJson.write(RESULT.wire(version)))
        .isEqualTo(
            "{\"cniVersion\":\""
                + version.text()
                + "\",\"ip4\":{\"ip\":\"10.0.0.5/24\",\"gateway\":\"10.0.0.1\","
                + "\"routes\":[{\"dst\":\"10.9.0.0/16\",\"gw\":\"10.0.0.1\"}]},"
                + "\"ip6\":{\"ip\":\"fd00::5/64\"},"
                + "\"dns\":{\"nameservers\":[\"10.43.0.10\"]}}");
  }

  @ParameterizedTest
  @EnumSource(names = {"V1_0_0", "V1_1_0"})
  void wire_ofLaterVersions_isTheResult(CniSpecVersion version) {
    assertThat(RESULT.wire(version)).isEqualTo(RESULT.as(version));
  }

  @Test
  void as_of100_leavesTheFamiliesOut() throws Exception {
    String json = WireJson.write(RESULT.as(CniSpecVersion.V0_4_0).as(CniSpecVersion.V1_0_0));

    assertThat(json).contains("\"cniVersion\":\"1.0.0\"").doesNotContain("\"version\"");
  }

  @Test
  void as_ofEmptyResult_writesNoEmptyLists() throws Exception {
    assertThat(WireJson.write(CniResult.builder().build().as(CniSpecVersion.V1_0_0)))
        .isEqualTo("{\"cniVersion\":\"1.0.0\",\"dns\":{}}");
  }

  @Test
  void as_ofResultWithUnknownFields_keepsThem() throws Exception {
    CniResult read =
        WireJson.read(
            "{\"interfaces\":[{\"name\":\"eth1\",\"mtu\":1400}],\"routes\":[{\"dst\":\"::/0\","
                + "\"priority\":5}],\"more\":true}",
            CniResult.class);

    assertThat(WireJson.write(read.as(CniSpecVersion.V1_0_0)))
        .contains("\"mtu\":1400", "\"priority\":5", "\"more\":true");
  }

  @Test
  void write_ofError_hasTheFieldsOfTheSpecification() throws Exception {
    CniErrorResult error =
        CniErrorResult.builder()
            .cniVersion("1.0.0")
            .code(WellKnownError.INVALID_CONFIG.code())
            .msg("bad")
            .details("very")
            .build();

    assertThat(WireJson.write(error))
        .isEqualTo("{\"cniVersion\":\"1.0.0\",\"code\":7,\"msg\":\"bad\",\"details\":\"very\"}");
  }

  @Test
  void write_ofVersions_namesAll() throws Exception {
    assertThat(WireJson.write(CniVersionResult.of("0.4.0")))
        .isEqualTo(
            "{\"cniVersion\":\"0.4.0\","
                + "\"supportedVersions\":[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}");
    assertThat(CniSpecVersion.texts())
        .isEqualTo(List.of("0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"));
  }
}
