package io.flatnet.netlink.socket;

import java.util.List;

/**
 * What one receive call brought.
 *
 * @param count bytes put into the buffer, -1 at the end of the stream
 * @param descriptors file descriptors that came with them (close-on-exec); the receiver owns them
 *     and must close them
 */
public record Reception(int count, List<Integer> descriptors) {
  /** Copies the list. */
  public Reception {
    descriptors = List.copyOf(descriptors);
  }

  /** Whether the peer will send no more. */
  public boolean isEnd() {
    return count < 0;
  }
}
