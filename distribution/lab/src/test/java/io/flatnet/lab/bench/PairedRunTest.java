package io.flatnet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.ipam.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedRunTest {
  private static final BenchPod POD =
      new BenchPod("pod-0", "uid-0", IpAddress.parse("10.10.1.0"), Path.of("/run/netns/pod0"));

  @TempDir Path directory = Path.of("");
  private final List<String> calls = new ArrayList<>();

  @Test
  void round_byRound_changesWhoGoesFirst() throws Exception {
    PairedRun run = run();

    run.round(0, List.of(List.of(POD), List.of(POD)));
    run.round(1, List.of(List.of(POD), List.of(POD)));

    assertThat(calls)
        .containsExactly(
            "ours-ADD-pod-0",
            "ours-DEL-pod-0",
            "peer-ADD-pod-0",
            "peer-DEL-pod-0",
            "peer-ADD-pod-0",
            "peer-DEL-pod-0",
            "ours-ADD-pod-0",
            "ours-DEL-pod-0");
    assertThat(run.ratio(PairedRun.Act.ADD)).isEqualTo(0.25);
    assertThat(run.ratio(PairedRun.Act.DEL)).isEqualTo(0.5);
  }

  @Test
  void write_ofACall_hasProgramEnvironmentAndConfiguration() throws IOException {
    Path call = side("ours").write(directory, "ADD", POD);

    assertThat(call.resolve("exec")).hasContent("/opt/ours");
    assertThat(Files.readAllLines(call.resolve("env")))
        .contains(
            "CNI_ARGS=IgnoreUnknown=true;K8S_POD_NAMESPACE=default;K8S_POD_NAME=pod-0;K8S_POD_UID=uid-0",
            "CNI_COMMAND=ADD",
            "CNI_NETNS=/run/netns/pod0",
            "WHERE=here");
    assertThat(call.resolve("stdin")).hasContent("{10.10.1.0}");
  }

  @Test
  void toJson_hasTheNamesOfTheDesign() throws Exception {
    PairedRun run = run();
    run.round(0, List.of(List.of(POD), List.of(POD)));
    ProcessFigures figures = new ProcessFigures(81_920, 20, 40);
    Soak soak = new Soak(100, figures, new ProcessFigures(86_016, 20, 40), Duration.ofSeconds(3));
    Machine machine = new Machine(2, "cpu", "6.1", 1024, "25", 0.5, 1.5);

    CniReport report =
        new CniReport(
            800,
            BenchNetwork.MACVLAN,
            1,
            run,
            new AgentTimes(
                Map.of("ADD network", 0.001, "ADD cluster", 0.001),
                Map.of(
                    "RTM_NEWLINK",
                    new AgentTimes.Requests(1, 0.003),
                    "RTM_DELLINK",
                    new AgentTimes.Requests(2, 0.0025))),
            run,
            8,
            Samples.ofNanos(250_000_000),
            "macvlan v1",
            figures,
            figures,
            soak,
            machine);
    JsonNode json = new ObjectMapper().readTree(report.toJson());

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("benchmark", "ratios", "figures", "machine");
    assertThat(json.path("ratios").fieldNames())
        .toIterable()
        .containsExactly(
            "add_p50", "del_p50", "concurrent_add", "kernel_share", "kernel_share_without_cluster");
    assertThat(json.at("/ratios/kernel_share").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/ratios/kernel_share_without_cluster").asDouble()).isEqualTo(0.55);
    assertThat(json.at("/figures/netlink_mean_ms/RTM_NEWLINK").asDouble()).isEqualTo(3);
    assertThat(json.at("/figures/add_mean_ms/network").asDouble()).isEqualTo(1);
    assertThat(json.at("/ratios/add_p50").asDouble()).isEqualTo(0.25);
    assertThat(json.at("/figures/del_without_agent_ms/p50").asDouble()).isEqualTo(250);
    assertThat(json.at("/figures/agent_after_soak/rss_growth").asDouble()).isEqualTo(0.05);
    assertThat(json.at("/machine/load_before").asDouble()).isEqualTo(0.5);
    assertThat(report.toTable())
        .contains("ours / peer 0.25 (target <= 0.40)", "agent, started: 80.0 MiB resident")
        .contains("1 of them (target <= 400)")
        .contains("memory +5.0 % (target <= +10 %), threads +0, open files +0, in 3 s");
  }

  @Test
  void since_anEarlierPage_isWhatCameToIt() {
    AgentTimes before = AgentTimes.parse(page(4, 0.5, 2, 0.25));
    AgentTimes after = AgentTimes.parse(page(10, 0.75, 2, 0.25));

    assertThat(after.since(before).requests())
        .containsExactly(Map.entry("RTM_NEWLINK", new AgentTimes.Requests(6, 0.25)));
    assertThat(after.since(before).of(PairedRun.Act.ADD, "network")).isEqualTo(0.25);
    assertThat(after.kernelSeconds()).isEqualTo(1);
  }

  private static String page(int created, double seconds, int read, double readSeconds) {
    return """
        # TYPE flatnet_cni_netlink_seconds summary
        flatnet_cni_netlink_seconds_count{type="RTM_NEWLINK"} %d
        flatnet_cni_netlink_seconds_sum{type="RTM_NEWLINK"} %s
        flatnet_cni_netlink_seconds_count{type="RTM_GETLINK"} %d
        flatnet_cni_netlink_seconds_sum{type="RTM_GETLINK"} %s
        flatnet_cni_phase_seconds_sum{phase="network",verb="ADD"} %s
        """
        .formatted(created, seconds, read, readSeconds, seconds);
  }

  /** Ours takes 1 ms to attach and 10 to detach, the peer 4 and 20. */
  private PairedRun run() {
    return new PairedRun(
        paths -> {
          String call = Objects.requireNonNull(paths.getFirst().getFileName()).toString();
          calls.add(call);
          long ours = call.contains("ADD") ? 1_000_000 : 10_000_000;
          long peer = call.contains("ADD") ? 4_000_000 : 20_000_000;
          return new RunClock.Round(call.startsWith("ours") ? ours : peer, List.of());
        },
        directory,
        side("ours"),
        side("peer"));
  }

  private static Side side(String name) {
    return new Side(
        name, Path.of("/opt", name), Map.of("WHERE", "here"), pod -> "{" + pod.address() + "}");
  }
}
