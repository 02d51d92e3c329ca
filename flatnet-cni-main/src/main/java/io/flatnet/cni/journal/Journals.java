package io.flatnet.cni.journal;

import io.flatnet.cni.attach.Journal;
import io.flatnet.cni.attach.Undo;
import io.flatnet.netlink.NamespaceIdentity;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with one file for each ADD that runs. The file of an ADD that ended is gone; what is
 * left was an ADD whose process was killed, and the next process takes it back: at its start as far
 * as it reaches, the rest when the container's next call brings the namespace along.
 *
 * <p>An ADD that changed routes over other interfaces of the pod leaves its file under another name
 * until the DEL, which puts those back: a pod may go on without this interface.
 *
 * <p>An ADD whose answer was going out when it was killed is kept at the start, since the caller
 * may have the answer: a DEL ends it, and another ADD for the same interface, which says that the
 * caller has not.
 *
 * <p>Every file belongs to who has locked its byte of the file {@code lock}: processes that overlap
 * during an upgrade leave each other's calls alone, and wait for them. The directory is lost with
 * the machine's memory, as is all that it is about: it belongs on a tmpfs.
 *
 * <p>Where a file cannot be written the ADD goes on without, and the log says so. Thread-safe.
 */
public final class Journals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journals.class);
  private static final String SUFFIX = ".jsonl";
  private static final String ROUTES_SUFFIX = ".routes";

  private final @Nullable Path directory;
  private final @Nullable JournalLocks locks;

  private Journals(@Nullable Path directory, @Nullable JournalLocks locks) {
    this.directory = directory;
    this.locks = locks;
  }

  /** Remembers nothing. */
  public static Journals none() {
    return new Journals(null, null);
  }

  /**
   * Keeps files in a directory, which is made when it is missing.
   *
   * @throws IOException if it cannot be
   */
  public static Journals in(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    return new Journals(directory, JournalLocks.open(directory.resolve("lock")));
  }

  /**
   * Begins the file of an ADD. What an earlier one for the same interface left is taken back first.
   *
   * @param node a socket in the namespace where masters are
   * @param pod a socket in the pod's namespace
   * @return told of the ADD's steps; to be closed when the ADD has ended
   */
  public Entry begin(
      String container,
      String interfaceName,
      String namespacePath,
      NamespaceIdentity namespace,
      Netlink node,
      Netlink pod) {
    Path file = file(container, interfaceName);
    if (file == null || locks == null) {
      return new Entry(null, null, null);
    }
    FileLock lock = null;
    FileChannel channel = null;
    try {
      lock = locks.lock(file);
      if (Files.exists(file)) {
        takeBack(file, namespace, node, pod);
      }
      if (Files.exists(routes(file)) && pod.links().find(interfaceName).isEmpty()) {
        putBack(routes(file), namespace, node, pod); // it went without a DEL
      }
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Entry entry = new Entry(file, channel, lock);
      entry.write(Attempt.header(container, interfaceName, namespacePath, namespace));
      return entry;
    } catch (IOException | NetlinkException e) {
      LOG.warn("container {}: goes on without a journal: {}", container, e.toString(), e);
      return new Entry(channel == null ? null : file, channel, lock);
    }
  }

  /**
   * Takes back what an ADD left that was killed, and the changes of the pod's other routes by one
   * that was not: for a DEL, before it deletes the interface.
   *
   * @param namespace the pod's namespace of this call; null with {@code pod}
   * @param pod a socket in it; null = it is gone, and so is what was in it
   */
  public void settle(
      String container,
      String interfaceName,
      @Nullable NamespaceIdentity namespace,
      Netlink node,
      @Nullable Netlink pod) {
    Path file = file(container, interfaceName);
    if (file == null || locks == null || !(Files.exists(file) || Files.exists(routes(file)))) {
      return;
    }
    try (FileLock _ = locks.lock(file)) {
      takeBack(file, namespace, node, pod);
      putBack(routes(file), namespace, node, pod);
    } catch (IOException e) {
      LOG.warn("container {}: its journal stays: {}", container, e.toString(), e);
    }
  }

  /**
   * Takes back what killed processes left, as far as it is in reach: on the node, and in pods whose
   * namespace the noted path still leads to; forgets pods that ended. Called before calls are
   * served.
   *
   * @return how many ADDs it was
   */
  public int recover(Netlink node) {
    int count = 0;
    for (Path file : files()) {
      try (FileLock lock = locks == null ? null : locks.tryLock(file)) {
        if (lock == null) {
          continue;
        }
        if (isRoutes(file)) {
          forgetEnded(file);
        } else if (recover(file, node)) {
          count++;
        }
      } catch (IOException e) {
        LOG.warn("cannot take back what {} says", file, e);
      }
    }
    return count;
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (directory != null) {
      String ours = "*{" + SUFFIX + "," + ROUTES_SUFFIX + "}";
      try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, ours)) {
        all.forEach(files::add);
      } catch (IOException e) {
        LOG.warn("cannot look for what killed calls left in {}", directory, e);
      }
    }
    return files;
  }

  private boolean recover(Path file, Netlink node) throws IOException {
    Optional<Attempt> found = read(file);
    if (found.isEmpty()) {
      Files.deleteIfExists(file);
      return false;
    }
    Attempt attempt = found.get();
    if (attempt.answering()) {
      LOG.info("container {}: was killed while it answered; kept", attempt.container());
      return false;
    }
    boolean whole = recover(attempt, node);
    LOG.info(
        "container {}: took back an ADD of {} that was killed{}",
        attempt.container(),
        attempt.interfaceName(),
        whole ? "" : ", but for the pod's side, which waits for the container's next call");
    if (whole) {
      Files.deleteIfExists(file);
    }
    return true;
  }

  private static void forgetEnded(Path file) throws IOException {
    Optional<Attempt> found = read(file);
    if (found.isEmpty() || isGone(Path.of(found.get().namespacePath()))) {
      Files.deleteIfExists(file);
    }
  }

  /** Returns whether nothing is left: the pod's side was in reach, or is gone. */
  private static boolean recover(Attempt attempt, Netlink node) {
    Path path = Path.of(attempt.namespacePath());
    try (NetworkNamespace namespace = NetworkNamespace.open(path)) {
      if (namespace.identity().equals(attempt.namespace())) {
        try (Netlink pod = Netlink.open(namespace)) {
          return undo(attempt, node, pod);
        }
      }
      return undo(attempt, node, null);
    } catch (NetlinkException e) {
      LOG.debug("cannot open {}", path, e);
      return undo(attempt, node, null) && isGone(path);
    }
  }

  /** Not when its folder is not seen either: in an agent's container most of the host's are not. */
  private static boolean isGone(Path path) {
    Path folder = path.getParent();
    return !Files.exists(path) && folder != null && Files.isDirectory(folder);
  }

  private static void takeBack(
      Path file, @Nullable NamespaceIdentity namespace, Netlink node, @Nullable Netlink pod)
      throws IOException {
    Optional<Attempt> found = read(file);
    if (found.isPresent()) {
      Attempt attempt = found.get();
      boolean same = attempt.namespace().equals(namespace);
      undo(attempt, node, same ? pod : null);
      LOG.info("container {}: took back what a killed ADD left", attempt.container());
    }
    Files.deleteIfExists(file);
  }

  /** Puts the pod's routes over its other interfaces back; what others changed since stays. */
  private static void putBack(
      Path file, @Nullable NamespaceIdentity namespace, Netlink node, @Nullable Netlink pod)
      throws IOException {
    Optional<Attempt> found = read(file);
    if (found.isPresent() && pod != null && found.get().namespace().equals(namespace)) {
      Attempt attempt = found.get();
      try {
        List<Undo> undos = new ArrayList<>(attempt.routes());
        undos.removeIf(undo -> isSuperseded(undo, attempt.interfaceName(), pod));
        undo(attempt, undos, node, pod);
      } catch (NetlinkException e) {
        LOG.warn("container {}: cannot take a step back", attempt.container(), e);
      }
    }
    Files.deleteIfExists(file);
  }

  private static boolean isSuperseded(Undo undo, String interfaceName, Netlink pod) {
    return undo instanceof Undo.AddRoute added && added.isSuperseded(pod, interfaceName);
  }

  private static boolean undo(Attempt attempt, Netlink node, @Nullable Netlink pod) {
    return undo(attempt, attempt.undos(), node, pod);
  }

  /** Last step first; returns whether the kernel refused none. */
  private static boolean undo(
      Attempt attempt, List<Undo> undos, Netlink node, @Nullable Netlink pod) {
    boolean all = true;
    for (Undo undo : undos.reversed()) {
      try {
        undo.run(node, pod);
      } catch (NetlinkException e) {
        all = false;
        LOG.warn("container {}: cannot take a step back", attempt.container(), e);
      }
    }
    return all;
  }

  private static Optional<Attempt> read(Path file) throws IOException {
    try {
      return Attempt.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      LOG.trace("no journal {}", file, e);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      LOG.warn("cannot read {}: {}; it is left out", file, e.getMessage(), e);
      return Optional.empty();
    }
  }

  /** Neither a container's id nor an interface's name needs to be a good file name. */
  private @Nullable Path file(String container, String interfaceName) {
    byte[] key = (container + "/" + interfaceName).getBytes(StandardCharsets.UTF_8);
    return directory == null ? null : directory.resolve(UUID.nameUUIDFromBytes(key) + SUFFIX);
  }

  /** The file's name once its ADD has been answered. */
  private static Path routes(Path file) {
    String name = String.valueOf(file.getFileName());
    return file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ROUTES_SUFFIX);
  }

  private static boolean isRoutes(Path file) {
    return String.valueOf(file.getFileName()).endsWith(ROUTES_SUFFIX);
  }

  /** Gives every lock back. */
  @Override
  public void close() throws IOException {
    if (locks != null) {
      locks.close();
    }
  }

  /** The file of one ADD that runs. For one thread at a time. */
  public static final class Entry implements Journal, AutoCloseable {
    private final @Nullable Path file;
    private final @Nullable FileChannel channel;
    private final @Nullable FileLock lock;
    private final Deque<Undo> noted = new ArrayDeque<>();
    private boolean broken;
    private boolean answered;

    private Entry(@Nullable Path file, @Nullable FileChannel channel, @Nullable FileLock lock) {
      this.file = file;
      this.channel = channel;
      this.lock = lock;
    }

    @Override
    public void note(Undo undo) {
      noted.push(undo);
      noteLine(Attempt.line(undo));
    }

    @Override
    public void dropLast() {
      noted.pop();
      noteLine(Attempt.forgetLine());
    }

    /** Says that the answer is about to go out: from now on the caller may have it. */
    public void answering() {
      answered = true;
      noteLine(Attempt.answeringLine());
    }

    /** Says that the answer did not reach the caller and that its effects are taken back. */
    public void takenBack() {
      answered = false;
    }

    private void noteLine(String line) {
      try {
        write(line);
      } catch (IOException e) {
        broken = true; // a line after half a line could not be read
        LOG.warn("goes on without a journal: cannot write {}: {}", file, e.toString(), e);
      }
    }

    private void write(String line) throws IOException {
      if (channel != null && !broken) {
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      }
    }

    /** The ADD has ended: delivered, or taken back. */
    @Override
    public void close() {
      try (FileLock held = lock;
          FileChannel open = channel) {
        if (file == null) {
          return;
        }
        if (answered && !broken && noted.stream().anyMatch(Attempt::isRouteInPod)) {
          Files.move(file, routes(file), StandardCopyOption.ATOMIC_MOVE);
        } else {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        LOG.warn("cannot end journal {}: a DEL will", file, e);
      }
    }
  }
}
