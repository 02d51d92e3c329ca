package io.flatnet.cni.peer;

import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.TestHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The CNI project's cnitool, with a folder of this test in place of {@code /var/lib/cni}, where its
 * library remembers results. Its calls share that folder and see nobody else's.
 */
final class CniTool {
  private static final String IN_A_MOUNT_NAMESPACE =
      "mount -t tmpfs none /var/lib && mkdir /var/lib/cni && mount --bind \"$0\" /var/lib/cni"
          + " && exec \"$@\"";

  private final Path directory;
  private final Map<String, String> environment = new TreeMap<>();

  /** How a call ended; the output is what it wrote to stdout and stderr. */
  record Outcome(int exitCode, String output) {}

  /**
   * Puts a configuration and a plugin where cnitool looks.
   *
   * @param directory an empty folder
   * @param plugin the executable
   * @param type what the configuration calls it
   * @param conflist the network
   */
  CniTool(Path directory, Path plugin, String type, String conflist) throws IOException {
    this.directory = directory;
    Path plugins = Files.createDirectories(directory.resolve("bin"));
    Files.createSymbolicLink(plugins.resolve(type), plugin);
    Path networks = Files.createDirectories(directory.resolve("net.d"));
    Files.writeString(networks.resolve("10-net.conflist"), conflist);
    Files.createDirectories(directory.resolve("cache"));
    environment.put("CNI_PATH", plugins.toString());
    environment.put("NETCONFPATH", networks.toString());
  }

  /** The same with one more variable, for all calls. */
  CniTool with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs a verb on the network {@code net}. */
  Outcome run(String verb, NetworkNamespace pod, String ifName)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c"));
    command.addAll(List.of(IN_A_MOUNT_NAMESPACE, directory.resolve("cache").toString()));
    command.add(TestHome.ofEnvironment().bin().resolve("cnitool").toString());
    command.addAll(List.of(verb, "net", TestNetwork.pathOf(pod).toString(), "-i", ifName));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("cnitool " + verb + " does not end");
    }
    return new Outcome(process.exitValue(), output);
  }
}
