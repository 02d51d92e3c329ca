package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.namespace.AttachmentSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void of_whenNothingIsSet_hasTheDefaults() {
    assertThat(Settings.of(5, null, null, Map.of()))
        .isEqualTo(
            new Settings(
                5,
                false,
                Duration.ofHours(10),
                new ElectionTimes(
                    Duration.ofSeconds(45), Duration.ofSeconds(30), Duration.ofSeconds(2)),
                AttachmentSettings.DEFAULTS,
                true,
                null));
  }

  @Test
  void of_whenWorkersAreOutOfBounds_usesFive() {
    assertThat(Settings.of(0, null, null, Map.of()).workers()).isEqualTo(5);
    assertThat(Settings.of(51, null, null, Map.of()).workers()).isEqualTo(5);
    assertThat(Settings.of(50, null, null, Map.of()).workers()).isEqualTo(50);
  }

  @Test
  void of_whenDevModeIsAnythingButOff_isDebug() {
    assertThat(Settings.of(5, null, null, Map.of("CATTLE_DEV_MODE", "yes")).debug()).isTrue();
    for (String off : new String[] {"", "0", "false"}) {
      assertThat(Settings.of(5, null, null, Map.of("CATTLE_DEV_MODE", off)).debug()).isFalse();
    }
  }

  @Test
  void of_whenResyncIsNoNumberOfMinutes_usesTheDefault() {
    assertThat(Settings.of(5, null, null, Map.of("CATTLE_RESYNC_DEFAULT", "30")).resync())
        .isEqualTo(Duration.ofMinutes(30));
    for (String bad : new String[] {"-1", "0", "soon"}) {
      assertThat(Settings.of(5, null, null, Map.of("CATTLE_RESYNC_DEFAULT", bad)).resync())
          .isEqualTo(Duration.ofHours(10));
    }
  }

  @Test
  void of_whenFlagAndEnvironmentDiffer_theFlagCounts() {
    Map<String, String> development = Map.of("CATTLE_DEV_MODE", "1");

    assertThat(Settings.of(5, false, null, development).debug()).isFalse();
    assertThat(Settings.of(5, true, null, Map.of()).debug()).isTrue();
    assertThat(Settings.of(5, false, null, development).election().lease())
        .isEqualTo(Duration.ofHours(45)); // no flag says anything about that
  }

  @Test
  void of_whenEndpointsAreTurnedOff_areNotWritten() {
    for (String off : new String[] {"false", "0"}) {
      assertThat(Settings.of(5, null, null, Map.of("FLAT_NETWORK_ENDPOINTS", off)).endpoints())
          .isFalse();
    }
  }

  @Test
  void of_whenDeadNodesAreGivenUp_saysWhen() {
    assertThat(Settings.of(5, null, Duration.ofMinutes(30), Map.of()).releaseFromDeadNodes())
        .isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void of_whenEveryVariableHasItsDefaultAsText_isAsWithNone() {
    Map<String, String> all =
        Arrays.stream(Variable.values())
            .filter(variable -> variable != Variable.HOSTNAME)
            .collect(Collectors.toMap(Variable::name, Variable::usual));

    assertThat(Settings.of(5, null, null, all)).isEqualTo(Settings.of(5, null, null, Map.of()));
  }

  @Test
  void of_whenVariableIsBad_usesItsDefault() {
    for (Variable variable : Variable.values()) {
      if (variable != Variable.CATTLE_DEV_MODE) { // anything turns it on
        assertThat(Settings.of(5, null, null, Map.of(variable.name(), "?")))
            .as(variable.name())
            .isEqualTo(Settings.of(5, null, null, Map.of()));
      }
    }
  }
}
