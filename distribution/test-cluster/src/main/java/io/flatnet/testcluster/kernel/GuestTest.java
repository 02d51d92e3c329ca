package io.flatnet.testcluster.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * How one test ended in the other kernel. It travels as a line of the console that no test writes
 * by chance.
 *
 * @param className the fully qualified name of its class
 * @param name the method, and what tells its repetitions apart
 * @param outcome how it ended
 * @param millis how long it took there
 * @param detail the stack trace of a failure, the reason of a skip, else empty
 */
record GuestTest(String className, String name, Outcome outcome, long millis, String detail) {
  private static final String MARK = "@@guest-test ";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The ends that a test can have. */
  enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** The class and the test, as people name it. */
  String title() {
    return className.substring(className.lastIndexOf('.') + 1) + "." + name;
  }

  String toLine() {
    try {
      return MARK + JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + title(), e);
    }
  }

  /** The test that a line tells of; empty if the line is other output. */
  static Optional<GuestTest> ofLine(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(line.substring(MARK.length()), GuestTest.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot read the guest's line \"" + line + "\"", e);
    }
  }
}
