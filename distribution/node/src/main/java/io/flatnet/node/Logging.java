package io.flatnet.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Logs to stderr, and to {@code DATE.log} in a directory when a file names a level for it. Never to
 * stdout, which is a CNI answer's. Thread-safe.
 *
 * <p>The file is looked at again by {@link #refresh}: a level can be named while the agent runs.
 */
final class Logging extends Handler {
  private static final Path DIRECTORY = Path.of("/var/log/rancher-flat-network");
  private static final Path LEVEL_FILE = Path.of("/etc/rancher/flat-network/cni-loglevel.conf");
  private static final String OURS = "io.flatnet";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  /** The levels of the reference's logger, by those of Java's that SLF4J writes to. */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "panic", Level.SEVERE,
          "fatal", Level.SEVERE,
          "error", Level.SEVERE,
          "warn", Level.WARNING,
          "warning", Level.WARNING,
          "info", Level.INFO,
          "debug", Level.FINE,
          "trace", Level.FINEST);

  private final Level stderrLevel;
  private final Path directory;
  private final Path levelFile;
  private final Logger ours = Logger.getLogger(OURS); // kept: the manager holds it weakly
  private final SimpleFormatter formatter = new SimpleFormatter(); // resolves parameters
  private volatile Level fileLevel = Level.OFF;
  private String lastText = "";
  private boolean fileFailed;

  private Logging(Level stderrLevel, Path directory, Path levelFile) {
    this.stderrLevel = stderrLevel;
    this.directory = directory;
    this.levelFile = levelFile;
  }

  /** Takes the place of Java's own configuration, with the usual paths. */
  static Logging configure(boolean debug) {
    return configure(debug, DIRECTORY, LEVEL_FILE);
  }

  static Logging configure(boolean debug, Path directory, Path levelFile) {
    LogManager.getLogManager().reset();
    Logging logging = new Logging(debug ? Level.FINE : Level.INFO, directory, levelFile);
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    root.addHandler(logging);
    logging.refresh();
    return logging;
  }

  /** Looks again which level is named. */
  void refresh() {
    String text = levelText();
    Level named = LEVELS.get(text);
    fileLevel = named == null ? Level.OFF : named;
    ours.setLevel(stderrLevel.intValue() < fileLevel.intValue() ? stderrLevel : fileLevel);
    if (!text.isEmpty() && named == null && !text.equals(lastText)) {
      warn("%s must name one of %s, got \"%s\"".formatted(levelFile, LEVELS.keySet(), text));
    }
    lastText = text;
  }

  private String levelText() {
    try {
      return Files.readString(levelFile).strip().toLowerCase(Locale.ROOT);
    } catch (NoSuchFileException e) {
      return ""; // the usual case: no log file is asked for
    } catch (IOException e) {
      warn("cannot read " + levelFile + ": " + e);
      return "";
    }
  }

  private void warn(String message) {
    publish(new LogRecord(Level.WARNING, message));
  }

  @Override
  public void publish(LogRecord logged) {
    int level = logged.getLevel().intValue();
    boolean onStderr = level >= stderrLevel.intValue();
    boolean inFile = level >= fileLevel.intValue() && !fileLevel.equals(Level.OFF);
    if (!onStderr && !inFile) {
      return;
    }
    String text = text(logged);
    if (onStderr) {
      System.err.print(text);
    }
    if (inFile) {
      append(text);
    }
  }

  private String text(LogRecord logged) {
    ZonedDateTime time = logged.getInstant().atZone(ZoneId.systemDefault());
    String name = logged.getLoggerName() == null ? "" : logged.getLoggerName();
    StringBuilder text = new StringBuilder();
    text.append(TIME.format(time)).append(' ').append(logged.getLevel().getName());
    text.append(' ').append(name.substring(name.lastIndexOf('.') + 1)).append(": ");
    text.append(formatter.formatMessage(logged)).append('\n');
    if (logged.getThrown() != null) {
      java.io.StringWriter trace = new java.io.StringWriter();
      logged.getThrown().printStackTrace(new java.io.PrintWriter(trace));
      text.append(trace);
    }
    return text.toString();
  }

  /** Opened for each line: it is read by few, and rotated or removed by others at any time. */
  private synchronized void append(String text) {
    try {
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve(LocalDate.now(ZoneId.systemDefault()) + ".log"),
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      fileFailed = false;
    } catch (IOException e) {
      if (!fileFailed) {
        System.err.println("cannot log to " + directory + ": " + e);
      }
      fileFailed = true;
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
