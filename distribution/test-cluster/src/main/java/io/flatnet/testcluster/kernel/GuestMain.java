package io.flatnet.testcluster.kernel;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.flatnet.testcluster.kernel.GuestTest.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes in the other kernel and prints each {@link GuestTest} as it ends. */
final class GuestMain implements TestExecutionListener {
  private final Map<String, Instant> started = new HashMap<>();

  private GuestMain() {}

  /** Runs the classes with these names. Failures are told by lines, not by the exit code. */
  public static void main(String[] classNames) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(classNames).map(name -> selectClass(name)).toList())
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .build();
    LauncherFactory.create().execute(request, new GuestMain());
    System.exit(0);
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started.put(test.getUniqueId(), Instant.now());
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    tell(test, Outcome.SKIPPED, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    String detail = result.getThrowable().map(GuestMain::trace).orElse("");
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          tell(test, Outcome.PASSED, "");
        }
      }
      case ABORTED -> tell(test, Outcome.SKIPPED, detail);
      case FAILED -> tell(test, Outcome.FAILED, detail);
    }
  }

  private void tell(TestIdentifier test, Outcome outcome, String detail) {
    Instant start = started.getOrDefault(test.getUniqueId(), Instant.now());
    long millis = Duration.between(start, Instant.now()).toMillis();
    GuestTest line = new GuestTest(className(test), name(test), outcome, millis, detail);
    System.out.print("\n" + line.toLine() + "\n");
    System.out.flush();
  }

  private static String className(TestIdentifier test) {
    return switch (test.getSource().orElse(null)) {
      case MethodSource method -> method.getClassName();
      case ClassSource type -> type.getClassName();
      case null, default -> test.getUniqueId();
    };
  }

  private static String name(TestIdentifier test) {
    String shown = test.getDisplayName();
    return switch (test.getSource().orElse(null)) {
      case MethodSource method when shown.startsWith(method.getMethodName()) -> shown;
      case MethodSource method -> method.getMethodName() + " " + shown;
      case null, default -> shown;
    };
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
