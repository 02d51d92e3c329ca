package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.controllers.namespace.AttachmentSettings;
import io.flatnet.ipam.IpPrefix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AttachmentEnvironmentTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.flatnet.operator");
  private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

  @BeforeEach
  void listen() {
    warnings.start();
    logger.addAppender(warnings);
  }

  @AfterEach
  void unlisten() {
    logger.detachAppender(warnings);
  }

  private String warning() {
    assertThat(warnings.list).hasSize(1);
    return warnings.list.getFirst().getFormattedMessage();
  }

  @Test
  void read_whenNothingIsSet_hasTheDefaults() {
    assertThat(AttachmentEnvironment.read(Map.of())).isEqualTo(AttachmentSettings.DEFAULTS);
    assertThat(warnings.list).isEmpty();
  }

  @Test
  void read_whenAllIsSet_hasIt() {
    AttachmentSettings settings =
        AttachmentEnvironment.read(
            Map.of(
                "FLAT_NETWORK_CNI_ARP_POLICY", "arping",
                "FLAT_NETWORK_CNI_PROXY_ARP", "true",
                "FLAT_NETWORK_CNI_MTU", "0",
                "FLAT_NETWORK_CLUSTER_CIDR", "10.42.0.0/16, fd00:42::/56",
                "FLAT_NETWORK_SERVICE_CIDR", "10.96.0.0/12,"));

    assertThat(settings)
        .isEqualTo(
            new AttachmentSettings(
                List.of(IpPrefix.parse("10.42.0.0/16"), IpPrefix.parse("fd00:42::/56")),
                List.of(IpPrefix.parse("10.96.0.0/12")),
                ArpPolicy.ARPING,
                true,
                0));
    assertThat(warnings.list).isEmpty();
  }

  @Test
  void read_whenPolicyIsUnknown_namesTheAllowedOnes() {
    assertThat(AttachmentEnvironment.read(Map.of("FLAT_NETWORK_CNI_ARP_POLICY", "shout")))
        .isEqualTo(AttachmentSettings.DEFAULTS);
    assertThat(warning()).contains("arp_notify, arping", "\"shout\"");
  }

  @Test
  void read_whenProxyArpIsNoBoolean_namesTheAllowedOnes() {
    assertThat(AttachmentEnvironment.read(Map.of("FLAT_NETWORK_CNI_PROXY_ARP", "maybe")))
        .isEqualTo(AttachmentSettings.DEFAULTS);
    assertThat(warning()).contains("true, false", "\"maybe\"");
  }

  @Test
  void read_whenMtuIsOutOfBounds_saysTheBounds() {
    assertThat(AttachmentEnvironment.read(Map.of("FLAT_NETWORK_CNI_MTU", "65536")))
        .isEqualTo(AttachmentSettings.DEFAULTS);
    assertThat(warning()).contains("0 to 65535", "\"65536\"");
  }

  @Test
  void read_whenOneCidrOfAListIsBad_usesTheDefaultAndSaysWhy() {
    assertThat(
            AttachmentEnvironment.read(
                Map.of("FLAT_NETWORK_CLUSTER_CIDR", "10.0.0.0/8,10.0.0.0/33")))
        .isEqualTo(AttachmentSettings.DEFAULTS);
    assertThat(warning()).contains("FLAT_NETWORK_CLUSTER_CIDR", "33", "10.42.0.0/16");
  }
}
