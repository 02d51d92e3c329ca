package io.flatnet.operator.terminal;

import io.flatnet.controllers.migrate.Change;
import io.flatnet.controllers.migrate.Dialogue;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The administrator at a terminal, or behind pipes: changes go to standard output, answers come
 * from standard input, and how far it is goes to standard error. For one thread.
 */
public final class Terminal implements Dialogue {
  private final PrintStream out;
  private final PrintStream err;
  private final BufferedReader in;
  private final boolean coloured;
  private final ProgressLine progress;
  private boolean all;
  private boolean unanswered;
  private @Nullable Change prepared;
  private String preparedText = "";

  /**
   * A terminal.
   *
   * @param onTerminal whether a person sees the output as it is written
   * @param all whether everything is confirmed beforehand
   */
  Terminal(
      PrintStream out,
      PrintStream err,
      BufferedReader in,
      boolean onTerminal,
      boolean coloured,
      boolean all) {
    this.out = out;
    this.err = err;
    this.in = in;
    this.coloured = coloured;
    this.all = all;
    this.progress = new ProgressLine(err, onTerminal, System::nanoTime);
  }

  /**
   * The terminal of this process. Colours are off where there is none, for {@code NO_COLOR} and for
   * {@code TERM=dumb}.
   *
   * @param all whether everything is confirmed beforehand
   */
  @SuppressWarnings("SystemConsoleNull") // whether it is one is what is asked
  public static Terminal ofProcess(Map<String, String> environment, boolean all) {
    Console console = System.console();
    boolean onTerminal = console != null && console.isTerminal();
    boolean coloured =
        onTerminal
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
    return new Terminal(
        System.out,
        System.err,
        new BufferedReader(new InputStreamReader(System.in, charset)),
        onTerminal,
        coloured,
        all);
  }

  /** Whether a question got no answer, because standard input had ended. */
  public boolean isUnanswered() {
    return unanswered;
  }

  @Override
  public void prepare(Change change) {
    preparedText = ChangeText.of(change, coloured);
    prepared = change;
  }

  @SuppressWarnings("ReferenceEquality") // the same object, or it is made anew
  private String text(Change change) {
    return prepared == change ? preparedText : ChangeText.of(change, coloured);
  }

  @Override
  public Answer ask(Change change, @Nullable String again) {
    progress.clear();
    if (again != null) {
      out.println("# " + change.title() + ": " + again + "; as it is now:");
    }
    out.print(text(change));
    while (!all) {
      String answer = line("Write it? [y]es, [n]o, [a]ll that follow, [q]uit: ");
      switch (answer == null ? "" : answer.toLowerCase(Locale.ROOT)) {
        case "y", "yes" -> {
          return Answer.YES;
        }
        case "n", "no" -> {
          return Answer.NO;
        }
        case "a", "all" -> all = true;
        case "q", "quit" -> {
          return Answer.QUIT;
        }
        default -> {
          if (answer == null) {
            return Answer.QUIT;
          }
        }
      }
    }
    return Answer.YES;
  }

  /**
   * Asks for one line.
   *
   * @return the line without spaces around it, or null when there is none
   */
  public @Nullable String line(String question) {
    progress.clear();
    out.print(question);
    out.flush();
    try {
      String line = in.readLine();
      if (line == null) {
        out.println();
        unanswered = true;
        return null;
      }
      return line.strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the answer", e);
    }
  }

  @Override
  public void show(Change change) {
    progress.clear();
    out.print(text(change));
  }

  @Override
  public void wrote(Change change) {
    progress.clear();
    out.println(change.title() + ": done");
  }

  @Override
  public void skipped(String title, String reason, boolean isFault) {
    progress.clear();
    (isFault ? err : out).println(title + ": left as it is: " + reason);
  }

  @Override
  public void failed(String title, String reason) {
    progress.clear();
    err.println(title + ": " + reason);
  }

  @Override
  public void say(String line) {
    progress.clear();
    out.println(line);
  }

  @Override
  public void progress(String what, long done, long total) {
    progress.show(what, done, total);
  }
}
