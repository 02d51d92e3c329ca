package io.flatnet.api.cni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flatnet.api.wire.WireJson;
import io.flatnet.ipam.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plugin makes of its standard input. */
class PluginConfigTest {
  /** As the operator writes it into a NetworkAttachmentDefinition. */
  private static final String OF_OPERATOR =
      """
      {"cniVersion":"1.0.0","type":"rancher-flat-network-cni","dns":{},
       "ipam":{"type":"static-ipam"},
       "flatNetwork":{"mtu":1500,"clusterCIDR":"10.42.0.0/16,fd42::/56",
         "serviceCIDR":"10.43.0.0/16","arpPolicy":"arping","proxyARP":true}}
      """;

  private static PluginConfig parse(String json) throws NetworkConfigException {
    return PluginConfig.parse(json.getBytes(UTF_8));
  }

  private static NetworkConfigException failure(String json) {
    return catchThrowableOfType(NetworkConfigException.class, () -> parse(json));
  }

  @Test
  void parse_ofOperatorsConfig_givesItsValues() throws Exception {
    PluginConfig config = parse(OF_OPERATOR);

    assertThat(config.version()).isEqualTo(CniSpecVersion.V1_0_0);
    assertThat(config.networkName()).isEmpty();
    assertThat(config.mtuBytes()).isEqualTo(1500);
    assertThat(config.clusterCidrs())
        .containsExactly(IpPrefix.parse("10.42.0.0/16"), IpPrefix.parse("fd42::/56"));
    assertThat(config.serviceCidrs()).containsExactly(IpPrefix.parse("10.43.0.0/16"));
    assertThat(config.arpPolicy()).isEqualTo(ArpPolicy.ARPING);
    assertThat(config.proxyArp()).isTrue();
    assertThat(config.kubeconfig()).isNull();
    assertThat(config.addressTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.prevResult()).isEmpty();
  }

  @Test
  void parse_ofConfigWithNullsAndEmptyTexts_takesThemAsAbsent() throws Exception {
    PluginConfig config =
        parse(
            "{\"cniVersion\":\"0.3.1\",\"name\":null,\"dns\":null,\"ipam\":{\"type\":\"\"},"
                + "\"prevResult\":null,\"flatNetwork\":{\"mtu\":null,\"clusterCIDR\":\"\","
                + "\"arpPolicy\":\"\",\"proxyARP\":null,\"kubeconfig\":\"\"}}");

    assertThat(config.mtuBytes()).isZero();
    assertThat(config.clusterCidrs()).isEmpty();
    assertThat(config.arpPolicy()).isEqualTo(ArpPolicy.ARP_NOTIFY);
    assertThat(config.proxyArp()).isFalse();
    assertThat(config.prevResult()).isEmpty();
  }

  @Test
  void parse_ofOwnKeys_obeysThem() throws Exception {
    PluginConfig config =
        parse(
            "{\"cniVersion\":\"0.4.0\",\"name\":\"lan\",\"flatNetwork\":{\"kubeconfig\":\"/k\","
                + "\"timeoutSeconds\":5}}");

    assertThat(config.kubeconfig()).isEqualTo(Path.of("/k"));
    assertThat(config.addressTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.networkName()).isEqualTo("lan");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "{", "[]", "7", "null", "{} {}", "not JSON"})
  void parse_whenNotAnObject_isDecodeFailure(String json) {
    NetworkConfigException failure = failure(json);

    assertThat(failure.error()).isEqualTo(WellKnownError.DECODE_FAILURE);
    assertThat(failure).hasMessageStartingWith("cannot read the network configuration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"cniVersion\":\"0.0.1\"}", "{\"cniVersion\":\"1.2.0\"}"})
  void parse_whenVersionIsNotSpoken_isIncompatible(String json) {
    NetworkConfigException failure = failure(json);

    assertThat(failure.error().code()).isEqualTo(1);
    assertThat(failure).hasMessageContaining("[0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, 1.0.0, 1.1.0]");
  }

  @Test
  void parse_whenIpamIsForeign_namesKeyAndValue() {
    NetworkConfigException failure =
        failure("{\"cniVersion\":\"1.0.0\",\"ipam\":{\"type\":\"host-local\"}}");

    assertThat(failure.error()).isEqualTo(WellKnownError.UNSUPPORTED_FIELD);
    assertThat(failure).hasMessageContaining("ipam.type").hasMessageContaining("host-local");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mtu|-1|flatNetwork.mtu",
        "mtu|65536|flatNetwork.mtu",
        "mtu|\"1500\"|flatNetwork.mtu",
        "clusterCIDR|\"10.42.0.0\"|flatNetwork.clusterCIDR",
        "serviceCIDR|\"10.43.0.0/16;fd::/64\"|flatNetwork.serviceCIDR",
        "arpPolicy|\"loud\"|flatNetwork.arpPolicy",
        "probe|\"maybe\"|flatNetwork.probe",
        "proxyARP|\"true\"|flatNetwork.proxyARP",
        "kubeconfig|\"config\"|flatNetwork.kubeconfig",
        "timeoutSeconds|0|flatNetwork.timeoutSeconds",
      })
  void parse_whenAnOptionIsImpossible_namesIt(String field, String value, String named) {
    NetworkConfigException failure =
        failure("{\"cniVersion\":\"1.0.0\",\"flatNetwork\":{\"" + field + "\":" + value + "}}");

    assertThat(failure.error()).isEqualTo(WellKnownError.INVALID_CONFIG);
    assertThat(failure).hasMessageContaining("cannot use " + named);
  }

  @Test
  void parse_withoutAVersion_isOfTheFirst() throws Exception {
    assertThat(parse("{}").version()).isEqualTo(CniSpecVersion.V0_1_0);
  }

  @ParameterizedTest
  @CsvSource({"off,OFF", "warn,WARN", "refuse,REFUSE", "'',OFF"})
  void parse_ofAProbe_obeysIt(String text, ProbePolicy policy) throws Exception {
    assertThat(
            parse("{\"cniVersion\":\"1.0.0\",\"flatNetwork\":{\"probe\":\"" + text + "\"}}")
                .probe())
        .isEqualTo(policy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cni.dev/valid-attachments", "cni.dev/attachments"})
  void validAttachments_ofAList_areIts(String key) throws Exception {
    PluginConfig config =
        parse(
            "{\"cniVersion\":\"1.1.0\",\""
                + key
                + "\":[{\"containerID\":\"a\",\"ifname\":\"eth1\"}]}");

    assertThat(config.validAttachments()).containsExactly(new CniAttachment("a", "eth1"));
  }

  @Test
  void validAttachments_ofNull_areNone() throws Exception {
    assertThat(
            parse("{\"cniVersion\":\"1.1.0\",\"cni.dev/valid-attachments\":null}")
                .validAttachments())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"cni.dev/valid-attachments\":{}}",
        "{\"cni.dev/valid-attachments\":[{\"containerID\":\"a\"}]}",
        "{\"cni.dev/valid-attachments\":[7]}"
      })
  void validAttachments_whenAbsentOrMalformed_areNotTakenForNone(String json) throws Exception {
    PluginConfig config = parse(json);

    assertThatThrownBy(config::validAttachments)
        .isInstanceOf(NetworkConfigException.class)
        .hasMessageContaining("cni.dev/valid-attachments");
  }

  @Test
  void prevResult_whenThere_isRead() throws Exception {
    PluginConfig config =
        parse(
            "{\"cniVersion\":\"0.4.0\",\"prevResult\":{\"cniVersion\":\"0.4.0\","
                + "\"interfaces\":[{\"name\":\"eth1\",\"mac\":\"02:00:00:00:00:01\","
                + "\"sandbox\":\"/run/netns/a\"}],\"ips\":[{\"version\":\"4\","
                + "\"address\":\"10.0.0.5/24\",\"interface\":0}]}}");

    CniResult result = config.prevResult().orElseThrow();
    assertThat(result.getInterfaces()).extracting(CniInterface::getName).containsExactly("eth1");
    assertThat(result.getIps()).extracting(CniIp::getInterfaceIndex).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "[]", "{\"ips\":7}"})
  void prevResult_whenNoResult_isATypedFailure(String prevResult) throws Exception {
    PluginConfig config = parse("{\"cniVersion\":\"1.0.0\",\"prevResult\":" + prevResult + "}");

    assertThatThrownBy(config::prevResult)
        .isInstanceOf(NetworkConfigException.class)
        .hasMessageContaining("prevResult");
  }

  @Test
  void read_ofUnknownFields_keepsThem() throws Exception {
    String json = "{\"cniVersion\":\"9\",\"args\":{\"x\":[1]},\"flatNetwork\":{\"y\":null}}";

    assertThat(WireJson.tree(PluginConfig.read(json.getBytes(UTF_8))))
        .isEqualTo(WireJson.parse(json));
  }
}
