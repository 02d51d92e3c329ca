package io.flatnet.lab.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The small C program that starts CNI plugins and stops the time; see {@code
 * src/main/c/runclock.c}.
 *
 * <p>Not thread-safe.
 */
final class RunClock implements AutoCloseable {
  private final Process process;
  private final OutputStream requests;
  private final InputStream answers;

  /** Starts the program. */
  RunClock(Path binary) throws IOException {
    process =
        new ProcessBuilder(binary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    requests = process.getOutputStream();
    answers = new BufferedInputStream(process.getInputStream());
  }

  /** One process of a round. */
  record Ended(int exitCode, String output) {}

  /**
   * What a round took.
   *
   * @param nanos from the first start to the last end
   */
  record Round(long nanos, List<Ended> processes) {}

  /**
   * Runs the processes of some directories at the same time.
   *
   * @throws IOException when the program ends, or a process fails; the message has its output
   */
  Round run(List<Path> directories) throws IOException {
    String line =
        directories.stream().map(Path::toString).collect(Collectors.joining("\t", "", "\n"));
    requests.write(line.getBytes(StandardCharsets.UTF_8));
    requests.flush();
    long nanos = Long.parseLong(readLine());
    List<Ended> ended = new ArrayList<>();
    for (Path directory : directories) {
      String[] fields = readLine().split(" ", 2);
      byte[] output = answers.readNBytes(Integer.parseInt(fields[1]));
      ended.add(new Ended(Integer.parseInt(fields[0]), new String(output, StandardCharsets.UTF_8)));
      if (!fields[0].equals("0")) {
        throw new IOException(
            "cannot run \"%s\": exit code %s: %s"
                .formatted(directory, fields[0], ended.getLast().output().strip()));
      }
    }
    return new Round(nanos, ended);
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = answers.read(); next != '\n'; next = answers.read()) {
      if (next < 0) {
        throw new IOException("cannot read from runclock: it ended; its message is above");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    requests.close();
    process.destroy();
  }
}
