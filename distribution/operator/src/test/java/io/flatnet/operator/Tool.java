package io.flatnet.operator;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A verb's run in this JVM: what it wrote, and its exit code. */
record Tool(int code, String out, String err) {
  /** Runs a verb on the cluster of a kubeconfig; standard output can have block characters. */
  static Tool run(Path kubeconfig, String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    return run(line.toArray(String[]::new));
  }

  /** Runs a verb. */
  static Tool run(String... line) {
    String charset = System.setProperty("stdout.encoding", "UTF-8");
    try {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code =
          Main.commandLine()
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(err))
              .execute(line);
      return new Tool(code, out.toString(), err.toString());
    } finally {
      if (charset == null) {
        System.clearProperty("stdout.encoding");
      } else {
        System.setProperty("stdout.encoding", charset);
      }
    }
  }
}
