package io.flatnet.cni.agent;

import io.flatnet.cni.AddressSource;
import io.flatnet.cni.CniPlugin;
import io.flatnet.cni.NodeNetwork;
import io.flatnet.cni.journal.Journals;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.RequestListener;
import io.flatnet.netlink.socket.PeerCredentials;
import io.flatnet.netlink.socket.UnixConnection;
import io.flatnet.netlink.socket.UnixServer;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node agent: serves launchers on a Unix socket until it is closed.
 *
 * <p>Requests of one container run in the order of their arrival, those of different containers in
 * parallel, at most {@value #MAX_CALLS} in all. Only a peer of this process's user is served.
 *
 * <p>Thread-safe. Several agents can run in one process, each with a node namespace of its own.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  /** Calls that run or wait for their turn; more stay in the socket's backlog. */
  static final int MAX_CALLS = 128;

  /** Threads that wait for a connection: one can serve while the other waits. */
  private static final int MAX_ACCEPTING = 2;

  private static final int OWNER_ONLY = 0600;
  private static final int REST_MILLIS = 20;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(200);

  private final UnixServer server;
  private final NodeNetwork node;
  private final TimedAddressSource source;
  private final AgentObserver observer;
  private final CniPlugin plugin;
  private final Journals journals;
  private final ExecutorService workers;
  private final ExecutorService background;
  private final KeyedQueue queue;
  private final Semaphore calls = new Semaphore(MAX_CALLS);
  private final Set<UnixConnection> open = ConcurrentHashMap.newKeySet();
  private final int ownUid;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger accepting = new AtomicInteger();

  private Agent(
      UnixServer server, NodeNetwork node, Builder builder, Journals journals, int ownUid) {
    this.server = server;
    this.source = new TimedAddressSource(builder.source);
    this.observer = builder.observer;
    this.node = node;
    this.workers = threads("flatnet-call-");
    this.background = threads("flatnet-background-");
    this.plugin = new CniPlugin(source, node, background, journals);
    this.journals = journals;
    this.queue = new KeyedQueue(workers);
    this.ownUid = ownUid;
  }

  /** As many as are needed; one that has nothing to do soon ends, for its memory's sake. */
  private static ExecutorService threads(String prefix) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE.toSeconds(),
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        Thread.ofPlatform().daemon().name(prefix, 1).factory());
  }

  /** A builder of an agent that takes addresses from there. */
  public static Builder builder(AddressSource source) {
    return new Builder(source);
  }

  /** The socket that launchers connect to. */
  public Path socket() {
    return server.path();
  }

  /**
   * Accepts a connection and serves it on the same thread: a call does not wait for a second thread
   * to wake. Another thread waits for the next connection meanwhile.
   */
  private void acceptAndServe() {
    try {
      while (closing.getCount() > 0 && accepting.get() < MAX_ACCEPTING) {
        calls.acquire();
        UnixConnection connection = accept();
        if (connection == null) {
          calls.release();
          closing.await(ACCEPT_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          open.add(connection);
          serve(connection);
        }
      }
    } catch (ClosedChannelException e) {
      LOG.debug("stopped listening on {}", server.path(), e);
    } catch (InterruptedException e) {
      LOG.debug("told to stop while all calls were taken", e);
    }
  }

  /** Null when the kernel refuses for want of descriptors or memory: that may pass. */
  private @Nullable UnixConnection accept() throws ClosedChannelException {
    accepting.incrementAndGet();
    try {
      return server.accept();
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      LOG.error("cannot accept a launcher on {}", server.path(), e);
      return null;
    } finally {
      if (accepting.decrementAndGet() == 0) {
        startAccepting();
      }
    }
  }

  private void startAccepting() {
    try {
      workers.execute(this::acceptAndServe);
    } catch (RejectedExecutionException e) {
      LOG.debug("closing: nobody accepts any more", e);
    }
  }

  private void serve(UnixConnection connection) {
    boolean handedOn = false;
    try {
      requireOwnUser(connection.peer());
      Session session = Session.read(connection);
      handedOn = true;
      queue.run(session.container(), () -> finish(session, connection));
    } catch (FramingException e) {
      LOG.warn("dropped a connection: {}", e.getMessage());
      LOG.debug("what it was", e);
    } catch (IOException e) {
      LOG.warn("dropped a connection: {}", e.getMessage(), e);
    } finally {
      if (!handedOn) {
        connection.close();
        forget(connection);
      }
    }
  }

  private void finish(Session session, UnixConnection connection) {
    try (session) {
      session.serve(plugin, source, background, observer);
    } finally {
      forget(connection);
    }
  }

  private void forget(UnixConnection connection) {
    open.remove(connection);
    calls.release();
  }

  /** The socket's mode keeps others out already; a wrong mount of its directory must not matter. */
  private void requireOwnUser(PeerCredentials peer) throws IOException {
    if (peer.uid() != ownUid) {
      throw new IOException(
          "cannot serve process %d: its user must be %d, got %d"
              .formatted(peer.pid(), ownUid, peer.uid()));
    }
  }

  /**
   * Serves everybody who has connected, then stops listening, lets running calls end, and at last
   * interrupts what still waits. If another agent has taken the socket's path over by now, nobody
   * is refused; else launchers find none.
   */
  @Override
  public void close() {
    server.removePath();
    acceptRest();
    closing.countDown();
    server.close();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        workers.shutdownNow();
        open.forEach(UnixConnection::close);
        workers.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    background.shutdown();
    try (node;
        journals) {
      LOG.debug("stopped");
    } catch (IOException e) {
      LOG.warn("cannot close the journal", e);
    }
  }

  /** Whoever found the path before it led elsewhere connects within moments. */
  private void acceptRest() {
    long end = System.nanoTime() + GRACE.toNanos();
    try {
      while (server.isAwaited(REST_MILLIS) && System.nanoTime() - end < 0) {
        Thread.onSpinWait(); // one of the accepting threads takes it
      }
    } catch (IOException e) {
      LOG.warn("cannot accept the last launchers on {}", server.path(), e);
    }
  }

  /** What an agent needs to know. For one thread. */
  public static final class Builder {
    private final AddressSource source;
    private Path socket = Path.of("/run/flatnet/agent.sock");
    private @Nullable NetworkNamespace nodeNamespace;
    private @Nullable Path sysctlRoot;
    private @Nullable Path journal;
    private AgentObserver observer = AgentObserver.NONE;
    private RequestListener requests = RequestListener.NONE;

    private Builder(AddressSource source) {
      this.source = source;
    }

    /** The socket's path, at most 107 bytes; its directory must be there. */
    public Builder socket(Path value) {
      socket = value;
      return this;
    }

    /** Where master links are, unless it is the namespace of this process; stays the caller's. */
    public Builder nodeNamespace(NetworkNamespace value) {
      nodeNamespace = value;
      return this;
    }

    /** Where {@code /proc/sys/net} is mounted writable, unless it is there. */
    public Builder sysctlRoot(Path value) {
      sysctlRoot = value;
      return this;
    }

    /** Where ADDs that run are noted, for the agent after one that was killed; unless nowhere. */
    public Builder journal(Path value) {
      journal = value;
      return this;
    }

    /** Told of each call, unless nobody is. */
    public Builder observer(AgentObserver value) {
      observer = value;
      return this;
    }

    /** Told of each netlink request of the calls, unless nobody is. */
    public Builder requests(RequestListener value) {
      requests = value;
      return this;
    }

    /**
     * Takes back what killed ADDs left, listens, and serves from now on.
     *
     * @throws IOException if the socket or the journal's directory cannot be made
     */
    public Agent start() throws IOException {
      NodeNetwork node = node();
      boolean done = false;
      try {
        Agent agent = start(node, journal == null ? Journals.none() : Journals.in(journal));
        done = true;
        return agent;
      } finally {
        if (!done) {
          node.close();
        }
      }
    }

    private Agent start(NodeNetwork node, Journals journals) throws IOException {
      journals.recover(node.netlink());
      UnixServer server = UnixServer.takeOver(socket, OWNER_ONLY);
      boolean done = false;
      try {
        Agent agent = new Agent(server, node, this, journals, ownUid(server.path()));
        agent.startAccepting();
        done = true;
        return agent;
      } finally {
        if (!done) {
          try (journals) {
            server.close();
          }
        }
      }
    }

    private NodeNetwork node() {
      if (nodeNamespace != null) {
        return NodeNetwork.open(nodeNamespace, sysctlRoot, requests);
      }
      try (NetworkNamespace current = NetworkNamespace.current()) {
        return NodeNetwork.open(current, sysctlRoot, requests);
      }
    }

    /** Whoever owns the socket that this process has just made is its user. */
    private static int ownUid(Path socket) throws IOException {
      return (Integer) java.nio.file.Files.getAttribute(socket, "unix:uid");
    }
  }
}
