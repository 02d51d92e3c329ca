package io.flatnet.cni.agent;

import io.flatnet.cni.Cancellation;
import io.flatnet.cni.CniAnswer;
import io.flatnet.cni.CniCall;
import io.flatnet.cni.CniPlugin;
import io.flatnet.cni.CniRequest;
import io.flatnet.cni.agent.Framing.NamespaceState;
import io.flatnet.cni.agent.Framing.RequestBody;
import io.flatnet.cni.agent.Framing.RequestHeader;
import io.flatnet.cni.agent.ServedCall.Phase;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.socket.Descriptors;
import io.flatnet.netlink.socket.Reception;
import io.flatnet.netlink.socket.UnixConnection;
import io.flatnet.netlink.wire.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One launcher's connection: reads its request, runs it, delivers the answer or undoes it. */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** A launcher sends its request at once; one that does not is given up. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  /** What undoing and answering may take. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final UnixConnection connection;
  private final CniRequest request;
  private final Duration patience;
  private final boolean receipt;
  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private long since = System.nanoTime();

  private Session(
      UnixConnection connection, CniRequest request, Duration patience, boolean receipt) {
    this.connection = connection;
    this.request = request;
    this.patience = patience;
    this.receipt = receipt;
  }

  /**
   * Reads a request. The session owns the connection afterwards; after a failure it is still the
   * caller's.
   *
   * @throws IOException if no whole request came
   */
  static Session read(UnixConnection connection) throws IOException {
    long start = System.nanoTime();
    connection.setTimeout(READ_TIMEOUT);
    List<Integer> descriptors = new ArrayList<>(1);
    boolean done = false;
    try {
      ByteBuffer head = ByteBuffer.allocate(Framing.REQUEST_HEADER_BYTES);
      fill(connection, head, descriptors);
      RequestHeader header = Framing.requestHeader(head.flip());
      ByteBuffer bytes = ByteBuffer.allocate(header.bodyBytes());
      fill(connection, bytes, descriptors);
      RequestBody body = Framing.requestBody(header, bytes.flip());
      Session session = session(connection, header, body, descriptors);
      session.nanos.put(Phase.READ, session.since - start);
      done = true;
      return session;
    } finally {
      if (!done) {
        descriptors.forEach(Descriptors::close);
      }
    }
  }

  private static Session session(
      UnixConnection connection, RequestHeader header, RequestBody body, List<Integer> descriptors)
      throws FramingException {
    boolean attached = header.namespace() == NamespaceState.ATTACHED;
    if (descriptors.size() != (attached ? 1 : 0)) {
      throw new FramingException(
          "cannot read a request: %d descriptors came with it, its header announces %d"
              .formatted(descriptors.size(), attached ? 1 : 0));
    }
    NetworkNamespace namespace = null;
    String problem =
        header.namespace() == NamespaceState.UNOPENABLE ? Errno.name(header.openErrno()) : "";
    if (attached) {
      int descriptor = descriptors.removeFirst();
      try {
        namespace = NetworkNamespace.ofDescriptor(descriptor);
      } catch (NetlinkException e) {
        problem = "it is no network namespace (" + e.errnoName() + ")";
        LOG.debug("a launcher's descriptor is no network namespace", e);
      }
    }
    CniRequest request = new CniRequest(body.environment(), body.stdin(), namespace, problem);
    return new Session(connection, request, header.patience(), header.receipt());
  }

  private static void fill(UnixConnection connection, ByteBuffer buffer, List<Integer> descriptors)
      throws IOException {
    while (buffer.hasRemaining()) {
      Reception reception = connection.receive(buffer);
      descriptors.addAll(reception.descriptors());
      if (reception.isEnd()) {
        throw new FramingException(
            "cannot read a request: the launcher went away after %d of %d bytes"
                .formatted(buffer.position(), buffer.limit()));
      }
    }
  }

  /** The container of the request, whose requests run in order; empty when it names none. */
  String container() {
    return request.environment().getOrDefault("CNI_CONTAINERID", "");
  }

  /** Takes the time since the last phase for this one. */
  private void end(Phase phase) {
    long now = System.nanoTime();
    nanos.put(phase, now - since);
    since = now;
  }

  /**
   * Runs the request and delivers its answer; an answer that nobody takes is undone.
   *
   * @param source the plugin's, which knows how long it was waited for
   * @param background runs what watches the launcher while a call waits
   * @param observer told when all is done
   */
  void serve(
      CniPlugin plugin, TimedAddressSource source, Executor background, AgentObserver observer) {
    end(Phase.TURN);
    if (isLauncherGone()) {
      return;
    }
    Cancellation cancellation =
        new Cancellation(waiting -> background.execute(() -> watch(waiting)));
    try (CniAnswer answer = answer(plugin, cancellation)) {
      end(Phase.NETWORK);
      long waited = source.takeNanos();
      nanos.put(Phase.CLUSTER, waited);
      nanos.merge(Phase.NETWORK, -waited, Long::sum);
      boolean delivered = isDelivered(answer);
      if (!delivered) {
        answer.undo();
      }
      end(Phase.ANSWER);
      observer.served(served(answer, delivered));
    }
  }

  private ServedCall served(CniAnswer answer, boolean delivered) {
    Optional<CniCall> call = CniCall.find(request.environment());
    return new ServedCall(
        call.map(known -> known.command().name()).orElse(""),
        call.flatMap(CniCall::pod),
        answer.errorCode(),
        answer.message(),
        delivered,
        nanos);
  }

  /** Ends the call when its launcher goes or will not wait longer; the end of it all ends this. */
  private void watch(Cancellation waiting) {
    try {
      boolean gone = connection.awaitPeerGone(patience.minus(marginOf(patience)));
      LOG.info("container {}: {}", container(), gone ? "launcher gone" : "time limit passed");
      waiting.cancel();
    } catch (ClosedChannelException e) {
      LOG.trace("answered before its launcher went", e);
    } catch (IOException e) {
      LOG.warn("cannot watch the launcher of container {}: giving its call up", container(), e);
      waiting.cancel();
    }
  }

  private static Duration marginOf(Duration patience) {
    Duration half = patience.dividedBy(2);
    return half.compareTo(MARGIN) < 0 ? half : MARGIN;
  }

  private CniAnswer answer(CniPlugin plugin, Cancellation cancellation) {
    try {
      return plugin.run(request, cancellation);
    } catch (RuntimeException e) {
      LOG.error("a fault while serving {}", request.environment(), e);
      return CniPlugin.fault(request, e);
    }
  }

  private boolean isDelivered(CniAnswer answer) {
    if (isLauncherGone()) {
      return false;
    }
    try {
      answer.delivering();
      connection.send(Framing.answer(answer.exitCode(), answer.json()));
      return !receipt || isReceived();
    } catch (IOException e) {
      LOG.info("cannot answer the launcher of container {}: undoing", container(), e);
      return false;
    }
  }

  /** Whether the launcher has printed the answer: its stdout may be a full disk, or nobody's. */
  private boolean isReceived() throws IOException {
    // A launcher does not outlive its own time limit, so that it cannot print after we gave up.
    connection.setTimeout(patience.plus(MARGIN));
    ByteBuffer one = ByteBuffer.allocate(1);
    Reception reception = connection.receive(one);
    reception.descriptors().forEach(Descriptors::close);
    boolean received = !reception.isEnd() && one.get(0) == Framing.RECEIPT;
    if (!received) {
      LOG.info("the launcher of container {} could not print its answer: undoing", container());
    }
    return received;
  }

  private boolean isLauncherGone() {
    try {
      boolean gone = connection.isPeerGone();
      if (gone) {
        LOG.info("the launcher of container {} is gone", container());
      }
      return gone;
    } catch (IOException e) {
      LOG.info("the connection of container {} is broken", container(), e);
      return true;
    }
  }

  /** Closes the connection and the pod's namespace. */
  @Override
  public void close() {
    try (connection) {
      NetworkNamespace namespace = request.namespace();
      if (namespace != null) {
        namespace.close();
      }
    }
  }
}
