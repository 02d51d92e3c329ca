package io.flatnet.lab.stage;

import io.flatnet.ipam.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pings from a pod over one of its interfaces.
 *
 * <p>Equivalent to: {@code ip netns exec POD ping -I INTERFACE -c 1 ADDRESS}, without either
 * program.
 */
public final class Echo {
  private static final int ATTEMPTS = 10; // the first ones may wait for a neighbour entry
  private static final Duration LIMIT = Duration.ofMillis(500);

  private Echo() {}

  /**
   * Sends echo requests until one is answered.
   *
   * @param source the address to send from, one of the interface's
   * @return the time from the answered request to its reply
   * @throws IOException when none of ten requests was answered within half a second each
   */
  public static Duration ping(
      NamedNamespace pod, String interfaceName, IpAddress source, IpAddress target)
      throws IOException {
    return pod.namespace().call(() -> pingHere(pod.name(), interfaceName, source, target));
  }

  private static Duration pingHere(
      String pod, String interfaceName, IpAddress source, IpAddress target) throws IOException {
    int identifier = ThreadLocalRandom.current().nextInt(1 << 16);
    try (EchoSocket socket = EchoSocket.open(interfaceName, source, target)) {
      for (int sequence = 1; sequence <= ATTEMPTS; sequence++) {
        EchoMessage message = new EchoMessage(source.family(), identifier, sequence);
        Optional<Duration> time = exchange(socket, message);
        if (time.isPresent()) {
          return time.get();
        }
      }
    }
    throw new IOException(
        "cannot ping \"%s\" from %s over %s in %s: no answer to %d requests"
            .formatted(target, source, interfaceName, pod, ATTEMPTS));
  }

  private static Optional<Duration> exchange(EchoSocket socket, EchoMessage message)
      throws IOException {
    long sent = System.nanoTime();
    socket.send(message.request());
    Duration left = LIMIT;
    while (left.isPositive()) {
      Optional<byte[]> packet = socket.receive(left);
      Duration passed = Duration.ofNanos(System.nanoTime() - sent);
      if (packet.isPresent() && message.isAnsweredBy(packet.get())) {
        return Optional.of(passed);
      }
      left = LIMIT.minus(passed);
    }
    return Optional.empty();
  }
}
