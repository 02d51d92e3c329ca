package io.flatnet.webhook.server;

import io.flatnet.webhook.server.WebhookObserver.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads bodies, each up to a size and a deadline, all together up to a size. Bytes are counted when
 * they come and not when they are announced, so who announces much and sends nothing takes nothing.
 */
final class Bodies {
  private static final int CHUNK = 16 << 10;

  private final int maxBytes;
  private final Semaphore bytesLeft;

  Bodies(ServerLimits limits) {
    this.maxBytes = limits.bodyBytes();
    this.bytesLeft = new Semaphore(limits.allBodyBytes());
  }

  /** A body that counts until it is closed. */
  final class Body implements AutoCloseable {
    private final Collected bytes = new Collected();
    private long discarded;

    /**
     * Reads to the end of the body.
     *
     * @throws RefusedException when it is too large, too late, broken off, or one too many
     */
    byte[] read(Request request, Deadline deadline) throws RefusedException {
      if (request.getLength() > maxBytes) {
        throw tooLarge();
      }
      while (true) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          await(request, deadline);
        } else if (Content.Chunk.isFailure(chunk)) {
          throw brokenOff();
        } else if (take(chunk)) {
          return bytes.toByteArray();
        }
      }
    }

    /** Keeps the bytes of a chunk; true for the last. */
    private boolean take(Content.Chunk chunk) throws RefusedException {
      try {
        ByteBuffer buffer = chunk.getByteBuffer();
        if (discarded > 0 || bytes.size() + buffer.remaining() > maxBytes) {
          discard(chunk);
          return false;
        }
        if (!bytesLeft.tryAcquire(buffer.remaining())) {
          throw busy("too many bytes of other requests are here");
        }
        bytes.add(buffer);
        return chunk.isLast();
      } finally {
        chunk.release();
      }
    }

    /**
     * Goes on for as much again: a client in the middle of its body may take the end of an HTTP/2
     * stream for a failure, and not see the answer before it.
     */
    private void discard(Content.Chunk chunk) throws RefusedException {
      discarded += chunk.getByteBuffer().remaining();
      if (chunk.isLast() || discarded > maxBytes) {
        throw tooLarge();
      }
    }

    @Override
    public void close() {
      bytesLeft.release(bytes.size());
    }
  }

  private static final class Collected extends ByteArrayOutputStream {
    Collected() {
      super(CHUNK);
    }

    void add(ByteBuffer buffer) {
      byte[] copy = new byte[buffer.remaining()];
      buffer.get(copy);
      writeBytes(copy);
    }
  }

  private static void await(Request request, Deadline deadline) throws RefusedException {
    CountDownLatch there = new CountDownLatch(1);
    request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, there::countDown));
    try {
      if (there.await(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server is being stopped
    }
    throw new RefusedException(
        Outcome.NOT_SENT,
        Reply.line(
            HttpStatus.REQUEST_TIMEOUT_408,
            "cannot read the request: its body must come in time, got only a part of it; send it"
                + " faster"));
  }

  private RefusedException tooLarge() {
    return new RefusedException(
        Outcome.TOO_LARGE,
        Reply.line(
            HttpStatus.PAYLOAD_TOO_LARGE_413,
            "cannot read the request: its body must have at most "
                + maxBytes
                + " bytes, got more; make the object smaller"));
  }

  private static RefusedException brokenOff() {
    return new RefusedException(
        Outcome.NOT_SENT,
        Reply.line(
            HttpStatus.BAD_REQUEST_400,
            "cannot read the request: its body must be whole, got a part of it; send it again"));
  }

  /** What is answered while there is too much to do. */
  static RefusedException busy(String why) {
    return new RefusedException(
        Outcome.BUSY,
        Reply.line(
                HttpStatus.TOO_MANY_REQUESTS_429,
                "cannot take the request now: " + why + "; try again in a second")
            .with("Retry-After", "1"));
  }
}
