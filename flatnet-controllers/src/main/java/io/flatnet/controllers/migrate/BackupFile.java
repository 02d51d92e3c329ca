package io.flatnet.controllers.migrate;

import com.google.gson.JsonObject;
import io.flatnet.controllers.store.ResourceType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backup: objects as YAML documents that {@code kubectl create -f} takes, between a first and a
 * last line that are comments. The last one counts the objects, so that half a file is no backup.
 *
 * <p>A file is written beside its name and gets the name when it is whole and on the disk.
 */
public final class BackupFile {
  private static final String FIRST = "# flatnet backup, version 1";
  private static final String SEPARATOR = "---";
  private static final Pattern LAST = Pattern.compile("# end of flatnet backup: (\\d+) objects");
  private static final int SHOWN_CHARACTERS = 60;

  private BackupFile() {}

  /** Hands objects over one by one. */
  @FunctionalInterface
  public interface Source {
    /**
     * Writes all objects to the sink.
     *
     * @throws BackupException if they cannot be had; no file is written then
     */
    void writeTo(Sink sink) throws IOException, BackupException;
  }

  /** Takes the objects of a backup. */
  public static final class Sink {
    private final Writer out;
    private int count;

    private Sink(Writer out) {
      this.out = out;
    }

    /** Writes an object, without what API servers set. */
    public void add(JsonObject object) throws IOException {
      if (count++ > 0) {
        out.write(SEPARATOR + "\n");
      }
      out.write(YamlText.of(BackupObject.of(object)));
    }
  }

  /**
   * Writes a backup.
   *
   * @param replace whether a file of that name may be overwritten
   * @return how many objects it has
   * @throws BackupException if the file cannot be written, or is there and may not be overwritten;
   *     what was there before is unchanged
   */
  public static int write(Path file, boolean replace, Source source) throws BackupException {
    Path target = file.toAbsolutePath();
    Path part =
        target.resolveSibling(target.getFileName() + ".part-" + ProcessHandle.current().pid());
    try {
      int count = writeWhole(part, source);
      if (replace) {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.createLink(target, part); // unlike a rename it never takes another file's place
      }
      return count;
    } catch (FileAlreadyExistsException e) {
      throw new BackupException(
          "cannot write \"" + file + "\": the file is there already; name another one with -o", e);
    } catch (IOException e) {
      throw new BackupException("cannot write \"" + file + "\": " + reason(e), e);
    } finally {
      remove(part);
    }
  }

  private static int writeWhole(Path part, Source source) throws IOException, BackupException {
    Sink sink;
    try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
      out.write(FIRST + "\n");
      sink = new Sink(out);
      source.writeTo(sink);
      out.write("# end of flatnet backup: " + sink.count + " objects\n");
    }
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return sink.count;
  }

  private static void remove(Path part) throws BackupException {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new BackupException("cannot remove \"" + part + "\": " + reason(e), e);
    }
  }

  /**
   * Reads a backup whole before anything is done with it.
   *
   * @throws BackupException if it is not ours, not whole, or has objects that no backup has
   */
  public static List<JsonObject> read(Path file) throws BackupException {
    List<JsonObject> objects = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String first = reader.readLine();
      if (!FIRST.equals(first)) {
        throw new BackupException(
            "its first line must be \""
                + FIRST
                + "\", got \""
                + shown(first == null ? "" : first)
                + "\"; it is no backup of this program; kubectl create -f takes other files");
      }
      readDocuments(reader, objects);
    } catch (BackupException e) {
      throw new BackupException("cannot read \"" + file + "\": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new BackupException("cannot read \"" + file + "\": " + reason(e), e);
    }
    return objects;
  }

  private static void readDocuments(BufferedReader reader, List<JsonObject> objects)
      throws IOException, BackupException {
    StringBuilder document = new StringBuilder();
    String line;
    while ((line = reader.readLine()) != null) {
      Matcher last = LAST.matcher(line);
      if (last.matches()) {
        add(document, objects);
        if (!last.group(1).equals(Integer.toString(objects.size()))) {
          throw new BackupException(
              "it must have "
                  + last.group(1)
                  + " objects, got "
                  + objects.size()
                  + "; use the whole file");
        }
        return;
      }
      if (line.equals(SEPARATOR)) {
        add(document, objects);
      } else {
        document.append(line).append('\n');
      }
    }
    throw new BackupException(
        "it ends before its last line, \"# end of flatnet backup: … objects\"; use the whole file");
  }

  private static void add(StringBuilder document, List<JsonObject> objects) throws BackupException {
    if (document.isEmpty()) {
      return;
    }
    int number = objects.size() + 1;
    JsonObject object;
    try {
      object = YamlReader.read(document.toString());
    } catch (BackupException e) {
      throw new BackupException("object " + number + ": " + e.getMessage(), e);
    }
    document.setLength(0);
    Optional<ResourceType<?>> type = BackupObject.type(object);
    if (type.isEmpty() || Json.text(Json.metadata(object), "name").isEmpty()) {
      throw new BackupException(
          "object "
              + number
              + " is a \""
              + shown(Json.text(object, "apiVersion") + " " + Json.text(object, "kind"))
              + "\" named \""
              + shown(Json.text(Json.metadata(object), "name"))
              + "\", which no backup has; kubectl create -f takes other files");
    }
    objects.add(object);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private static String reason(IOException error) {
    return switch (error) {
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "access is denied";
      case CharacterCodingException _ -> "it is no UTF-8 text";
      default -> String.valueOf(error.getMessage());
    };
  }
}
