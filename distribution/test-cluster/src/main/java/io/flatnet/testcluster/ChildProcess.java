package io.flatnet.testcluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that never outlives this JVM, not even when the JVM is killed.
 *
 * <p>A shell between the two holds the reading end of a pipe. When the writing end closes, because
 * {@link #close} closed it or because the kernel closed all files of a killed JVM, the shell kills
 * the process and removes the directories it was given. The process has empty stdin and its output
 * goes to a file.
 */
public final class ChildProcess implements AutoCloseable {
  // $1 = directories to remove, one a line; the rest = the command. Its exit code is the shell's.
  // The watcher ends before the shell forgets the child, so that it never kills a recycled number.
  private static final String WATCH =
      """
      remove=$1; shift
      exec 3<&0
      "$@" </dev/null 3<&- &
      child=$!
      { cat <&3 >/dev/null; kill -KILL "$child"; } 2>/dev/null &
      watcher=$!
      wait "$child"
      code=$?
      kill "$watcher" 2>/dev/null
      [ -z "$remove" ] ||
        { cat <&3 >/dev/null; printf '%s\\n' "$remove" | while read -r d; do rm -rf "$d" || { sleep 1; rm -rf "$d"; }; done; } &
      exit "$code"
      """;

  private static final long STOP_SECONDS = 20;

  private final String name;
  private final Process shell;
  private final Path log;

  private ChildProcess(String name, Process shell, Path log) {
    this.name = name;
    this.shell = shell;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param command the program and its arguments
   * @param environment variables added to this process's own
   * @param log the file that gets its stdout and stderr
   * @param removeWhenGone directories to remove once it has ended
   * @throws IOException if no shell can be started
   */
  public static ChildProcess start(
      List<String> command, Map<String, String> environment, Path log, Path... removeWhenGone)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("/bin/sh", "-c", WATCH, "watch"));
    StringBuilder remove = new StringBuilder();
    for (Path directory : removeWhenGone) {
      remove.append(remove.isEmpty() ? "" : "\n").append(directory.toAbsolutePath());
    }
    arguments.add(remove.toString());
    arguments.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    String name = new File(command.getFirst()).getName();
    return new ChildProcess(name, builder.start(), log);
  }

  /** Whether the command still runs. */
  public boolean isAlive() {
    return shell.isAlive();
  }

  /** The last lines of its output, at most {@code lines}. */
  public String tail(int lines) {
    try {
      List<String> all = Files.readAllLines(log);
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(cannot read " + log + ": " + e.getMessage() + ")";
    }
  }

  /**
   * Sends the command a signal (signal(7)), such as {@code STOP}, {@code CONT} or {@code KILL}.
   *
   * @throws IOException if it does not run, or the signal cannot be sent
   */
  public void signal(String signal) throws IOException {
    ProcessHandle command =
        shell
            .children()
            .filter(child -> child.info().command().filter(path -> path.endsWith(name)).isPresent())
            .findFirst()
            .orElseThrow(() -> new IOException("cannot signal " + name + ": it does not run"));
    Command.Outcome outcome =
        Command.run(List.of("kill", "-" + signal, Long.toString(command.pid())), Map.of());
    if (!outcome.succeeded()) {
      throw new IOException("cannot signal " + name + ": " + outcome.firstLine());
    }
  }

  /**
   * Waits until the command has ended by itself or by a signal.
   *
   * @throws IOException if that takes too long
   */
  public void awaitEnd() throws IOException {
    try {
      if (!shell.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(name + " has not ended after " + STOP_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Kills the command and waits until it is gone. A second call does nothing. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "cannot stop %s: still there %d s after SIGKILL".formatted(name, STOP_SECONDS));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot stop " + name, e);
    } catch (InterruptedException e) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
