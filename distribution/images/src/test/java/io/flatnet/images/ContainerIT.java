package io.flatnet.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images' entry points in their own root, read-only, in namespaces: what a container runtime
 * does, without one.
 */
@Requires({Part.IMAGE_BASE, Part.C_COMPILER, Part.KERNEL})
class ContainerIT {
  private static final Path IMAGES =
      Path.of(System.getProperty("flatnet.root", "../.."), "distribution/target/images");

  /** All mounts are gone with the shell. */
  private static final String CONTAINER =
      """
      mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 99
      mount -t proc none "$0/proc" && mount -t tmpfs none "$0/tmp" && chmod 1777 "$0/tmp" || exit 99
      mkdir "$0/tmp/probe" && ! mkdir "$0/probe" 2>/dev/null || exit 98
      user=$1
      shift
      eval "$MOUNTS" || exit 97
      exec chroot --userspec="$user" --groups= "$0" "$@"
      """;

  @TempDir private Path directory;

  @Test
  void operator_asNobodyOnAReadOnlyRoot_tellsItsFlags() throws Exception {
    assertThat(run("flatnet-operator", "", "--help")).contains("--webhook-server");
  }

  @Test
  void operator_whenItMustHaveItsArchiveOfClasses_starts() throws Exception {
    String said = runWith("JDK_JAVA_OPTIONS=-Xshare:on", "flatnet-operator", "", "-v");

    assertThat(said).doesNotContain("rror").doesNotContain("warning");
  }

  @Test
  void agent_onAReadOnlyRoot_tellsItsVersion() throws Exception {
    assertThat(run("flatnet-agent", "", "version")).hasLineCount(1);
  }

  /** As the DaemonSet's first container does it, with the node's directories mounted. */
  @Test
  void agent_onAReadOnlyRoot_installsItselfOnTheNode() throws Exception {
    Path node = Files.createDirectory(directory.resolve("node"));
    Path account = Files.createDirectories(directory.resolve("account"));
    Files.writeString(account.resolve("token"), "token");
    Files.writeString(account.resolve("ca.crt"), "authority");
    String mounts =
        """
        mount -t tmpfs none "$0/run" && mkdir -p "$0/run/host" "$0/run/secrets/kubernetes.io/serviceaccount" &&
        mount --bind "%s" "$0/run/host" && mount --bind "%s" "$0/run/secrets/kubernetes.io/serviceaccount"
        """
            .formatted(node, account);

    String said =
        run(
            "flatnet-agent",
            mounts,
            "install",
            "--cni-bin-dir=/run/host/cni",
            "--runtime-dir=/run/host/flatnet",
            "--kubeconfig=/run/host/net.d/flatnet.kubeconfig",
            "--kubeconfig-server=https://10.43.0.1:443");

    assertThat(said).contains("installed /run/host/cni/rancher-flat-network-cni");
    assertThat(
            UnpackedArchive.output(node.resolve("flatnet/bin/flatnet-agent").toString(), "version"))
        .as("on the node's own libc, and without a word about the archive of classes")
        .hasLineCount(1);
    assertThat(UnpackedArchive.output(node.resolve("cni/flatnet-cni").toString(), "--version"))
        .isNotEmpty();
  }

  /** Runs the entry point with arguments; returns all that it printed. */
  private String run(String program, String mounts, String... arguments) throws Exception {
    return runWith("HOSTNAME=test", program, mounts, arguments);
  }

  private String runWith(String variable, String program, String mounts, String... arguments)
      throws Exception {
    UnpackedArchive archive =
        UnpackedArchive.of(
            IMAGES.resolve(program + "-" + Architecture.here().title() + ".tar"),
            directory.resolve("image"));
    Path root = archive.unpackLayers(directory.resolve("root"));
    JsonNode config = archive.config().path("config");
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "sh", "-c", CONTAINER));
    command.add(root.toString());
    command.add(config.path("User").asText());
    texts(config.path("Entrypoint")).forEach(command::add);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(Set.of("PATH"));
    environment.put("MOUNTS", mounts.isEmpty() ? "true" : mounts);
    Stream.concat(texts(config.path("Env")).stream(), Stream.of(variable))
        .map(text -> text.split("=", 2))
        .forEach(pair -> environment.put(pair[0], pair[1]));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isLessThan(97);
    System.out.println(said);
    return said;
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
