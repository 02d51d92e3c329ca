package io.flatnet.testcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

class RequiresConditionTest {
  @Test
  void evaluate_whenPartIsThere_runs() {
    assertThat(condition(true).evaluate(List.of(Part.IPROUTE)).isDisabled()).isFalse();
  }

  @Test
  void evaluate_whenAPartIsMissing_skipsWithThePartAndTheReason() {
    var result = condition(false).evaluate(List.of(Part.IPROUTE, Part.PEERS));

    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason()).contains("this machine lacks PEERS: no plugins; install them");
  }

  @Test
  void evaluate_whenAPartIsMissingAndAllAreRequired_fails() {
    assertThatThrownBy(() -> condition(true).evaluate(List.of(Part.IPROUTE, Part.PEERS)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("PEERS: no plugins; install them")
        .hasMessageContaining("FLATNET_REQUIRE_ALL=true");
  }

  private static RequiresCondition condition(boolean requireAll) {
    return new RequiresCondition(
        requireAll,
        part -> part == Part.PEERS ? Optional.of("no plugins; install them") : Optional.empty());
  }
}
