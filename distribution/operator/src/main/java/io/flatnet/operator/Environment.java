package io.flatnet.operator;

import io.flatnet.controllers.queue.DurationText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values of {@link Variable}s. What cannot be read is a warning that names what is allowed, and
 * the default: an operator with a mistyped variable works.
 *
 * @param values as {@link System#getenv()}
 */
record Environment(Map<String, String> values) {
  private static final Logger log = LoggerFactory.getLogger(Environment.class);

  /** The environment of this process. */
  static Environment ofProcess() {
    return new Environment(System.getenv());
  }

  /** The text, without spaces around it; empty when it is not set. */
  String text(Variable variable) {
    return values.getOrDefault(variable.name(), "").strip();
  }

  /** The host's name, by which people know the pod. */
  String host() {
    String host = text(Variable.HOSTNAME);
    if (!host.isEmpty()) {
      return host;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "unknown-host"; // candidates are told apart by their random part
    }
  }

  /** Whether it is anything but empty, {@code 0} and {@code false}. */
  boolean isOn(Variable variable) {
    String text = text(variable);
    return !text.isEmpty() && !text.equals("0") && !text.equals("false");
  }

  /** {@code true}, {@code 1}, {@code false} or {@code 0}. */
  boolean bool(Variable variable, boolean usual) {
    String text = text(variable);
    return switch (text) {
      case "" -> usual;
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> {
        log.warn(
            "{} must be one of true, false, 1, 0, got \"{}\"; using {}", variable, text, usual);
        yield usual;
      }
    };
  }

  /** A duration above zero in Go's notation. */
  Duration duration(Variable variable, Duration usual) {
    String text = text(variable);
    if (text.isEmpty()) {
      return usual;
    }
    return GoDuration.parse(text)
        .orElseGet(
            () -> {
              log.warn(
                  "{} must be a duration above 0 such as 45s or 1m30s, got \"{}\"; using {}",
                  variable,
                  text,
                  DurationText.of(usual));
              return usual;
            });
  }

  /**
   * A whole number.
   *
   * @param bounds says in words what is allowed
   */
  long number(Variable variable, long min, long max, String bounds, long usual) {
    String text = text(variable);
    if (text.isEmpty()) {
      return usual;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below with the number that is used instead
    }
    log.warn("{} must be {}, got \"{}\"; using {}", variable, bounds, text, usual);
    return usual;
  }
}
