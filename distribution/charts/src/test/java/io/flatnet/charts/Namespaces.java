package io.flatnet.charts;

import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Network namespaces, each held by a process, and gone with it. */
final class Namespaces implements AutoCloseable {
  private final Path directory;
  private final List<ChildProcess> holders = new ArrayList<>();

  Namespaces(Path directory) {
    this.directory = directory;
  }

  /** A namespace in which these shell commands were run; the file that opens it. */
  Path create(String commands) throws IOException {
    Path file = directory.resolve("namespace-" + holders.size());
    Path log = directory.resolve("namespace-" + holders.size() + ".log");
    String script =
        "set -e\n%s\necho $$ >%s.new\nmv %s.new %s\nexec sleep infinity\n"
            .formatted(commands, file, file, file);
    holders.add(ChildProcess.start(List.of("unshare", "--net", "sh", "-c", script), Map.of(), log));
    await().until(() -> Files.exists(file));
    return Path.of("/proc", Files.readString(file).strip(), "ns", "net");
  }

  @Override
  public void close() {
    holders.forEach(ChildProcess::close);
  }
}
