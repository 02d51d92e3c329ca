package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flatnet.api.RouteSettings;
import io.flatnet.api.RouteSpec;
import io.flatnet.cni.Claim;
import io.flatnet.cni.Claims;
import io.flatnet.cni.Launcher.Outcome;
import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be attached: a CNI error that names it, and nothing left behind. */
class AgentBadInputIT extends AgentFixture {
  @Test
  void add_whenTheNameIsTaken_saysSoAndUndoes() throws Exception {
    source.put(Claims.of("web", "10.7.0.10"));
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");

    Outcome outcome = call.forPod("ADD", "web", pod, "eth0").call(CONFIG);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errorCode()).isEqualTo(104);
    assertThat(outcome.message()).contains("eth0").contains("another name");
    assertThat(links(pod)).extracting(Link::name).containsExactlyInAnyOrder("lo", "eth0");
  }

  @Test
  void add_whenMasterIsMissing_namesIt() throws Exception {
    source.put(Claims.active(Claims.macvlan("bond7", "10.7.0.0/24")));
    source.put(Claims.of("web", "10.7.0.10"));
    NetworkNamespace pod = network.pod();

    Outcome outcome = call.forPod("ADD", "web", pod, "eth1").call(CONFIG);

    assertThat(outcome.errorCode()).isEqualTo(103);
    assertThat(outcome.message()).contains("bond7");
    assertNothingLeft(pod);
  }

  @Test
  void add_whenARouteIsRefused_takesTheInterfaceBack() throws Exception {
    source.put(
        Claims.active(
            Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24")
                .routes(
                    List.of(
                        RouteSpec.builder()
                            .dev("eth1")
                            .dst("10.20.0.0/16")
                            .src("192.0.2.1")
                            .build()))));
    Claim before = source.put(Claims.of("web", "10.7.0.10"));
    NetworkNamespace pod = network.pod();

    Outcome outcome = call.forPod("ADD", "web", pod, "eth1").call(CONFIG);

    assertThat(outcome.errorCode()).isEqualTo(105);
    assertThat(outcome.message()).contains("10.20.0.0/16");
    assertNothingLeft(pod);
    assertThat(source.claim("default/web")).isEqualTo(before);
  }

  @Test
  void add_whenDefaultMovedAndALaterStepFails_putsTheDefaultBack() throws Exception {
    source.put(
        Claims.active(
            Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24")
                .gateway("224.0.0.1")
                .routeSettings(RouteSettings.builder().flatNetworkDefaultGateway(true).build())));
    source.put(Claims.of("web", "10.7.0.10"));
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
    List<String> before = routes(pod);

    Outcome outcome = call.forPod("ADD", "web", pod, "eth1").call(CONFIG);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(routes(pod)).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void add_whenNamespaceDoesNotExist_saysWhichVariable() throws Exception {
    source.put(Claims.of("web", "10.7.0.10"));

    Outcome outcome =
        call.forPod("ADD", "web", network.pod(), "eth1")
            .with("CNI_NETNS", "/run/netns/gone")
            .call(CONFIG);

    assertThat(outcome.errorCode()).isEqualTo(4);
    assertThat(outcome.message()).contains("CNI_NETNS").contains("ENOENT");
  }

  @Test
  void add_whenNamespaceIsAnotherKindOfFile_saysSo() throws Exception {
    source.put(Claims.of("web", "10.7.0.10"));
    Path file = Files.createFile(directory.resolve("file"));

    Outcome outcome =
        call.forPod("ADD", "web", network.pod(), "eth1")
            .with("CNI_NETNS", file.toString())
            .call(CONFIG);

    assertThat(outcome.errorCode()).isEqualTo(4);
    assertThat(outcome.message()).contains("no network namespace");
  }

  @Test
  void call_ofAnotherUser_isNotServed() throws Exception {
    Path asNobody = Path.of("/usr/bin/setpriv");
    assumeThat(asNobody).exists();
    source.put(Claims.of("web", "10.7.0.10"));
    NetworkNamespace pod = network.pod();
    open(directory, binaries);
    Files.setPosixFilePermissions(agent.socket(), PosixFilePermissions.fromString("rw-rw-rw-"));
    ProcessBuilder builder =
        new ProcessBuilder(
            asNobody.toString(), "--reuid=65534", "--clear-groups", launcher.binary().toString());
    builder.environment().put("CNI_COMMAND", "VERSION");
    builder.environment().put("FLATNET_AGENT_SOCKET", agent.socket().toString());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeThat(said).doesNotStartWith("setpriv:"); // user namespaces may not know that user

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).contains("\"code\":11").doesNotContain("supportedVersions");
    assertNothingLeft(pod);
  }

  private static void open(Path... directories) throws IOException {
    for (Path each : directories) {
      if (each.getFileName().toString().startsWith("junit")) {
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
      }
    }
  }
}
