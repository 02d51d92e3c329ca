package io.flatnet.cni.agent;

import java.io.IOException;

/** A frame of the launcher that cannot be read: wrong magic, version or lengths, or cut short. */
public final class FramingException extends IOException {
  private static final long serialVersionUID = 1L;

  FramingException(String message) {
    super(message);
  }
}
