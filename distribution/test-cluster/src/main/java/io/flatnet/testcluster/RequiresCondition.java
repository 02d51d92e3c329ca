package io.flatnet.testcluster;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips, or fails, a test whose {@link Requires} names a part that this machine lacks. */
final class RequiresCondition implements ExecutionCondition {
  /** The variable that turns every skip into a failure. */
  static final String REQUIRE_ALL = "FLATNET_REQUIRE_ALL";

  private final boolean requireAll;
  private final Function<Part, Optional<String>> missing;

  RequiresCondition() {
    this("true".equals(System.getenv(REQUIRE_ALL)), Part::missing);
  }

  RequiresCondition(boolean requireAll, Function<Part, Optional<String>> missing) {
    this.requireAll = requireAll;
    this.missing = missing;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context
        .getElement()
        .flatMap(element -> AnnotationSupport.findAnnotation(element, Requires.class))
        .map(requires -> evaluate(Arrays.asList(requires.value())))
        .orElseGet(() -> ConditionEvaluationResult.enabled("needs no real part"));
  }

  /**
   * Says whether a test that needs these parts runs.
   *
   * @throws ExtensionConfigurationException if one is missing and all are required
   */
  ConditionEvaluationResult evaluate(List<Part> parts) {
    String lacks =
        parts.stream()
            .flatMap(part -> missing.apply(part).map(reason -> part + ": " + reason).stream())
            .collect(Collectors.joining("; "));
    if (lacks.isEmpty()) {
      return ConditionEvaluationResult.enabled("this machine has " + parts);
    }
    if (requireAll) {
      throw new ExtensionConfigurationException(
          "cannot run a required test: this machine lacks "
              + lacks
              + " (a skip is a failure because "
              + REQUIRE_ALL
              + "=true)");
    }
    return ConditionEvaluationResult.disabled("this machine lacks " + lacks);
  }
}
