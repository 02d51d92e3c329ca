package io.flatnet.apiserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Notices that the client of a long answer has gone.
 *
 * <p>While HTTP/1.1 answers, nobody reads from the connection, so that an idle watch would outlive
 * its client until its next event. This reads instead: a client has nothing to say during a watch,
 * so whatever comes is the end of the connection, or makes it unfit for another request.
 */
final class Hangup implements AutoCloseable, Callback {
  private final EndPoint endPoint;
  private final Runnable gone;
  private final AtomicBoolean done = new AtomicBoolean();

  private Hangup(EndPoint endPoint, Runnable gone) {
    this.endPoint = endPoint;
    this.gone = gone;
  }

  /** Calls back, once and from any thread, when the client is gone. */
  static Hangup watch(Request request, Runnable gone) {
    Hangup hangup = new Hangup(request.getConnectionMetaData().getConnection().getEndPoint(), gone);
    hangup.endPoint.tryFillInterested(hangup);
    return hangup;
  }

  @Override
  public void succeeded() {
    try {
      int filled = endPoint.fill(ByteBuffer.allocate(1));
      if (filled == 0 && !done.get()) {
        endPoint.tryFillInterested(this); // TLS bookkeeping, no data
        return;
      }
    } catch (IOException e) {
      // Broken is as gone as closed.
      failed(e);
      return;
    }
    end();
  }

  @Override
  public void failed(Throwable cause) {
    end();
  }

  @Override
  public void close() {
    done.set(true);
  }

  private void end() {
    if (done.compareAndSet(false, true)) {
      gone.run();
    }
  }
}
