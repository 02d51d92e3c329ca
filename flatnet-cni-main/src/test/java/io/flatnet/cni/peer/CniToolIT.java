package io.flatnet.cni.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Claims;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.FakeAddressSource;
import io.flatnet.cni.Launcher;
import io.flatnet.cni.TestNetwork;
import io.flatnet.cni.agent.Agent;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CNI project's own runtime library, by its cnitool, drives launcher and agent. */
@Requires({Part.KERNEL, Part.C_COMPILER, Part.PEERS})
class CniToolIT {
  private static final String CONFLIST =
      """
      {"cniVersion":"1.1.0","name":"net","plugins":[
       {"type":"flatnet-cni","ipam":{"type":"static-ipam"},"flatNetwork":{"mtu":1400,"timeoutSeconds":5}}]}
      """;

  @TempDir Path directory;
  private final FakeAddressSource source = new FakeAddressSource();
  private TestNetwork network;
  private Agent agent;
  private NetworkNamespace pod;
  private CniTool tool;

  @BeforeEach
  void start() throws Exception {
    network = new TestNetwork("10.7.0.1/24");
    pod = network.pod();
    agent =
        Agent.builder(source)
            .socket(directory.resolve("agent.sock"))
            .nodeNamespace(network.node())
            .start();
    source.put(
        Claims.active(Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24").gateway("10.7.0.1")));
    source.put(Claims.of("web", "10.7.0.10"));
    Path plugin = Launcher.build(Files.createDirectory(directory.resolve("built")), false).binary();
    tool =
        new CniTool(
                Files.createDirectory(directory.resolve("cni")), plugin, "flatnet-cni", CONFLIST)
            .with("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web")
            .with("FLATNET_AGENT_SOCKET", agent.socket().toString())
            .with("FLATNET_RUNTIME", "/nonexistent");
  }

  @AfterEach
  void stop() {
    agent.close();
    network.close();
  }

  private String succeeds(String verb) throws IOException, InterruptedException {
    CniTool.Outcome outcome = tool.run(verb, pod, "eth1");
    assertThat(outcome.exitCode()).as(verb + ": " + outcome.output()).isZero();
    return outcome.output();
  }

  private void assertLinks(String... names) {
    try (Netlink netlink = Netlink.open(pod)) {
      assertThat(netlink.links().list()).extracting(Link::name).containsExactlyInAnyOrder(names);
    }
  }

  @Test
  void addCheckDel_byTheProjectsOwnLibrary_makeAndRemoveTheInterface() throws Exception {
    JsonNode result = WireJson.parse(succeeds("add"));

    assertThat(result.at("/cniVersion").asText()).isEqualTo("1.1.0");
    assertThat(result.at("/ips/0/address").asText()).isEqualTo("10.7.0.10/24");
    assertThat(result.at("/interfaces/0/name").asText()).isEqualTo("eth1");
    assertLinks("lo", "eth1");
    succeeds("check");
    succeeds("del");
    assertLinks("lo");
    succeeds("del");
  }

  @Test
  void check_afterAChangeByHand_fails() throws Exception {
    succeeds("add");
    InNamespace.run(pod, "ip address flush dev eth1");

    CniTool.Outcome outcome = tool.run("check", pod, "eth1");

    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.output()).contains("10.7.0.10");
  }

  /**
   * cnitool cannot name what is valid: its library deletes all it knows, and we are told nothing.
   */
  @Test
  void gc_withoutAList_deletesTheAttachmentAndSaysThatTheListIsMissing() throws Exception {
    succeeds("add");

    CniTool.Outcome outcome = tool.run("gc", pod, "eth1");

    assertLinks("lo");
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.output()).contains("cannot use cni.dev/valid-attachments: it must list");
  }

  @Test
  void status_followsTheServer() throws Exception {
    succeeds("status");

    source.failWith(
        new CniFailure(
            io.flatnet.api.cni.WellKnownError.TRY_AGAIN_LATER, "cannot reach the API server"));

    CniTool.Outcome outcome = tool.run("status", pod, "eth1");
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.output()).contains("cannot reach the API server");
  }
}
