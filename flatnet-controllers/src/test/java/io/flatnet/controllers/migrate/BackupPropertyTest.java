package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What goes into a backup comes out of it, whatever fields it has. */
final class BackupPropertyTest {
  @Provide
  Arbitrary<List<JsonObject>> objects() {
    return OldObjects.subnets().list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<JsonObject> current() {
    return Combinators.combine(OldObjects.subnets(), OldObjects.objects(2))
        .as(
            (old, unknown) -> {
              JsonObject subnet = old.deepCopy();
              subnet.addProperty("apiVersion", "flatnetwork.pandaria.io/v1");
              subnet.addProperty("kind", "FlatNetworkSubnet");
              Json.put(subnet, new JsonPrimitive("cattle-flat-network"), "metadata", "namespace");
              Json.put(subnet, unknown, "spec", "further");
              return subnet;
            });
  }

  /** An API server's view of an object that somebody creates. */
  private static JsonObject live(JsonObject object) {
    JsonObject live = object.deepCopy();
    Json.put(live, new JsonPrimitive("other"), "metadata", "uid");
    Json.put(live, new JsonPrimitive("99"), "metadata", "resourceVersion");
    Json.put(live, new JsonPrimitive("2026-01-01T00:00:00Z"), "metadata", "creationTimestamp");
    return live;
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void restore_ofABackupOfOldSubnets_isTheSame(@ForAll("objects") List<JsonObject> objects)
      throws Exception {
    for (JsonObject object : roundTrip(objects)) {
      assertThat(objects.stream().map(BackupObject::of)).contains(object);
    }
    assertThat(roundTrip(objects)).hasSameSizeAs(objects);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void restore_ofABackupOfCurrentSubnets_isTheSame(@ForAll("current") JsonObject subnet)
      throws Exception {
    JsonObject restored = roundTrip(List.of(live(subnet))).getFirst();

    assertThat(restored).isEqualTo(BackupObject.of(subnet));
    assertThat(Json.object(restored, "spec")).isEqualTo(Json.object(subnet, "spec"));
    assertThat(restored.get("more")).isEqualTo(subnet.get("more"));
    assertThat(Json.metadata(restored).keySet())
        .containsExactlyInAnyOrder("namespace", "name", "labels", "annotations");
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void difference_appliedToOne_makesTheOther(
      @ForAll("current") JsonObject from, @ForAll("current") JsonObject to) {
    JsonObject patch = Restore.difference(from, to);

    assertThat(Json.merged(from, patch)).isEqualTo(to);
    assertThat(Restore.difference(to, to).isEmpty()).isTrue();
  }

  @Property(tries = 1)
  void difference_ofNullAndNothing_isNone() {
    JsonObject without = new JsonObject();
    JsonObject with = new JsonObject();
    with.add("a", JsonNull.INSTANCE);

    assertThat(Restore.difference(with, without).isEmpty()).isTrue();
    assertThat(Restore.difference(without, with).isEmpty()).isTrue();
  }

  private static List<JsonObject> roundTrip(List<JsonObject> objects) throws Exception {
    Path directory = Files.createTempDirectory("flatnet-backup");
    Path file = directory.resolve("backup.yaml");
    try {
      BackupFile.write(
          file,
          false,
          sink -> {
            for (JsonObject object : objects) {
              sink.add(object);
            }
          });
      return BackupFile.read(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }
}
