package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The memory of what was written, and the time between writes. */
class WrittenSlicesTest {
  private static final ObjectKey SERVICE = new ObjectKey("apps", "web");

  private final Map<ObjectKey, V1EndpointSlice> cached = new HashMap<>();
  private long nanos;
  private final WrittenSlices written = new WrittenSlices(new MapCache<>(cached), () -> nanos);

  private static V1EndpointSlice slice(String version) {
    return new V1EndpointSlice()
        .metadata(new V1ObjectMeta().namespace("apps").name("web-x").resourceVersion(version));
  }

  private void show(V1EndpointSlice slice) {
    cached.put(ObjectKey.of(slice), slice);
  }

  @Test
  void isBehind_whenTheCacheLacksAWrite_isTrueUntilItShows() {
    assertThat(written.isBehind(SERVICE)).isFalse();
    written.wrote(SERVICE, slice("9"));
    assertThat(written.isBehind(SERVICE)).isTrue();
    assertThat(written.isBehind(new ObjectKey("apps", "other"))).isFalse();
    show(slice("8"));
    assertThat(written.isBehind(SERVICE)).isTrue();
    show(slice("10"));
    assertThat(written.isBehind(SERVICE)).isFalse();
  }

  @Test
  void isBehind_whenTheWriteNeverShows_isGivenUp() {
    written.wrote(SERVICE, slice("9"));
    nanos = WrittenSlices.PATIENCE.toNanos();
    assertThat(written.isBehind(SERVICE)).isTrue();
    nanos++;
    assertThat(written.isBehind(SERVICE)).isFalse();
  }

  @Test
  void remaining_whenWrittenJustNow_isTheRestOfThePeriod() {
    Pace pace = new Pace(Duration.ofSeconds(1), () -> nanos);
    assertThat(pace.remaining(SERVICE)).isZero();
    pace.wrote(SERVICE);
    nanos = Duration.ofMillis(300).toNanos();
    assertThat(pace.remaining(SERVICE)).isEqualTo(Duration.ofMillis(700));
    nanos = Duration.ofSeconds(1).toNanos();
    assertThat(pace.remaining(SERVICE)).isZero();
  }
}
