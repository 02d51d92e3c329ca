package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.namespace.AttachmentSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void of_whenNothingIsSet_hasTheDefaults() {
    assertThat(Settings.of(5, false, Map.of()))
        .isEqualTo(
            new Settings(
                5,
                false,
                Duration.ofHours(10),
                new ElectionTimes(
                    Duration.ofSeconds(45), Duration.ofSeconds(30), Duration.ofSeconds(2)),
                AttachmentSettings.DEFAULTS));
  }

  @Test
  void of_whenWorkersAreOutOfBounds_usesFive() {
    assertThat(Settings.of(0, false, Map.of()).workers()).isEqualTo(5);
    assertThat(Settings.of(51, false, Map.of()).workers()).isEqualTo(5);
    assertThat(Settings.of(50, false, Map.of()).workers()).isEqualTo(50);
  }

  @Test
  void of_whenDevModeIsAnythingButOff_isDebug() {
    assertThat(Settings.of(5, false, Map.of("CATTLE_DEV_MODE", "yes")).debug()).isTrue();
    for (String off : new String[] {"", "0", "false"}) {
      assertThat(Settings.of(5, false, Map.of("CATTLE_DEV_MODE", off)).debug()).isFalse();
    }
  }

  @Test
  void of_whenResyncIsNoNumberOfMinutes_usesTheDefault() {
    assertThat(Settings.of(5, false, Map.of("CATTLE_RESYNC_DEFAULT", "30")).resync())
        .isEqualTo(Duration.ofMinutes(30));
    for (String bad : new String[] {"-1", "0", "soon"}) {
      assertThat(Settings.of(5, false, Map.of("CATTLE_RESYNC_DEFAULT", bad)).resync())
          .isEqualTo(Duration.ofHours(10));
    }
  }
}
