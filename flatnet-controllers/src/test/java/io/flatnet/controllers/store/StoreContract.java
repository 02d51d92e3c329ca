package io.flatnet.controllers.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every implementation of the store does; each has a subclass of this test. */
abstract class StoreContract {
  private static final String NAMESPACE = FlatNetwork.NAMESPACE;
  private static int names;

  abstract ClusterStore cluster();

  private ResourceStore<FlatNetworkIP> store() {
    return cluster().addresses();
  }

  private static FlatNetworkIP fresh(String... finalizers) {
    return FlatNetworkIP.builder()
        .metadata(
            new V1ObjectMeta()
                .namespace(NAMESPACE)
                .name("contract-" + ++names)
                .finalizers(List.of(finalizers)))
        .spec(FlatNetworkIPSpec.builder().subnet("s").podId("p").build())
        .build();
  }

  private FlatNetworkIP created(String... finalizers) {
    return value(store().create(fresh(finalizers)));
  }

  private static <T> T value(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return outcome.answer().orElseThrow();
  }

  private static FlatNetworkIPStatus address(String address) {
    return FlatNetworkIPStatus.builder().phase("Pending").addr(address).build();
  }

  private static @Nullable String published(FlatNetworkIP ip) {
    return ip.status().getAddr();
  }

  @Test
  void create_whenNew_givesUidAndVersion() {
    FlatNetworkIP ip = created();

    assertThat(Metadata.uid(ip)).isNotEmpty();
    assertThat(Metadata.version(ip)).isNotEmpty();
    assertThat(Metadata.uid(value(store().get(ObjectKey.of(ip))))).isEqualTo(Metadata.uid(ip));
  }

  @Test
  void create_whenNameIsTaken_isAlreadyExists() {
    FlatNetworkIP ip = created();
    FlatNetworkIP same =
        FlatNetworkIP.builder()
            .metadata(new V1ObjectMeta().namespace(NAMESPACE).name(ObjectKey.of(ip).name()))
            .build();

    assertThat(store().create(same)).isInstanceOf(Outcome.AlreadyExists.class);
  }

  @Test
  void create_whenItHasAStatus_ignoresIt() {
    FlatNetworkIP ip = value(store().create(fresh().withStatus(address("10.0.0.1"))));

    assertThat(published(ip)).isNull();
  }

  @Test
  void get_whenAbsent_isNotFound() {
    assertThat(store().get(new ObjectKey(NAMESPACE, "nobody")))
        .isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void list_whenThereAreObjects_hasThem() {
    FlatNetworkIP ip = created();

    assertThat(value(store().list())).extracting(Metadata::uid).contains(Metadata.uid(ip));
  }

  @Test
  void updateStatus_whenVersionIsCurrent_writesTheStatusAlone() {
    FlatNetworkIP ip = created();
    FlatNetworkIP asked =
        ip.withStatus(address("10.0.0.1"))
            .withSpec(FlatNetworkIPSpec.builder().subnet("another").build());

    FlatNetworkIP written = value(store().updateStatus(asked));

    assertThat(published(written)).isEqualTo("10.0.0.1");
    assertThat(written.spec().getSubnet()).isEqualTo("s");
    assertThat(Metadata.version(written)).isNotEqualTo(Metadata.version(ip));
  }

  @Test
  void updateStatus_whenVersionIsOld_isConflictAndChangesNothing() {
    FlatNetworkIP ip = created();
    value(store().updateStatus(ip.withStatus(address("10.0.0.1"))));

    assertThat(store().updateStatus(ip.withStatus(address("10.0.0.2"))))
        .isInstanceOf(Outcome.Conflict.class);

    assertThat(published(value(store().get(ObjectKey.of(ip))))).isEqualTo("10.0.0.1");
  }

  @Test
  void updateStatus_whenGone_isNotFound() {
    FlatNetworkIP ip = created();
    value(store().delete(ObjectKey.of(ip), Metadata.uid(ip)));

    assertThat(store().updateStatus(ip.withStatus(address("10.0.0.1"))))
        .isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void updateStatus_whenNothingChanges_keepsTheVersion() {
    FlatNetworkIP ip = value(store().updateStatus(created().withStatus(address("10.0.0.1"))));

    assertThat(Metadata.version(value(store().updateStatus(ip)))).isEqualTo(Metadata.version(ip));
  }

  @Test
  void update_whenVersionIsCurrent_keepsTheStatus() {
    FlatNetworkIP ip = value(store().updateStatus(created().withStatus(address("10.0.0.1"))));

    FlatNetworkIP written =
        value(
            store()
                .update(
                    ip.withSpec(ip.spec().withAddrs(List.of("10.0.0.7")))
                        .withStatus(address("10.0.0.9"))));

    assertThat(written.spec().getAddrs()).containsExactly("10.0.0.7");
    assertThat(published(written)).isEqualTo("10.0.0.1");
  }

  @Test
  void update_whenVersionIsOld_isConflict() {
    FlatNetworkIP ip = created();
    value(store().update(ip.withSpec(ip.spec().withAddrs(List.of("10.0.0.7")))));

    assertThat(store().update(ip.withSpec(ip.spec().withAddrs(List.of("10.0.0.8")))))
        .isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void patch_whenLabelsAreNamed_changesThemAlone() {
    FlatNetworkIP ip = created();
    ObjectKey key = ObjectKey.of(ip);
    value(store().patch(key, MergePatch.builder().labels(Map.of("a", "1", "b", "2")).build()));
    Map<String, @Nullable String> change = new HashMap<>();
    change.put("a", null);
    change.put("c", "3");

    FlatNetworkIP written = value(store().patch(key, MergePatch.builder().labels(change).build()));

    assertThat(Metadata.labels(written)).containsOnly(Map.entry("b", "2"), Map.entry("c", "3"));
    assertThat(written.spec()).isEqualTo(ip.spec());
  }

  @Test
  void patch_whenVersionIsOld_isConflict() {
    FlatNetworkIP ip = created();
    ObjectKey key = ObjectKey.of(ip);
    value(store().patch(key, MergePatch.builder().labels(Map.of("a", "1")).build()));

    assertThat(
            store()
                .patch(
                    key,
                    MergePatch.builder()
                        .finalizers(List.of(FlatNetwork.ADDRESS_FINALIZER))
                        .resourceVersion(Metadata.version(ip))
                        .build()))
        .isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void patch_whenUidIsAnother_isConflict() {
    FlatNetworkIP ip = created();

    assertThat(
            store()
                .patch(
                    ObjectKey.of(ip),
                    MergePatch.builder().labels(Map.of("a", "1")).uid("another").build()))
        .isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void delete_whenUidIsAnother_isConflict() {
    FlatNetworkIP ip = created();

    assertThat(store().delete(ObjectKey.of(ip), "another")).isInstanceOf(Outcome.Conflict.class);
    assertThat(store().get(ObjectKey.of(ip)).answer()).isPresent();
  }

  @Test
  void delete_whenThereAreFinalizers_waitsUntilTheyAreTakenOff() {
    FlatNetworkIP ip = created(FlatNetwork.ADDRESS_FINALIZER);
    ObjectKey key = ObjectKey.of(ip);

    assertThat(value(store().delete(key, Metadata.uid(ip)))).isEqualTo(DeleteResult.TERMINATING);
    FlatNetworkIP leaving = value(store().get(key));
    assertThat(Metadata.of(leaving).getDeletionTimestamp()).isNotNull();
    value(
        store()
            .patch(
                key,
                MergePatch.builder()
                    .finalizers(List.of())
                    .resourceVersion(Metadata.version(leaving))
                    .build()));

    assertThat(store().get(key)).isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void delete_whenThereAreNoFinalizers_isGone() {
    FlatNetworkIP ip = created();

    assertThat(value(store().delete(ObjectKey.of(ip), Metadata.uid(ip))))
        .isEqualTo(DeleteResult.GONE);
    assertThat(store().delete(ObjectKey.of(ip), Metadata.uid(ip)))
        .isInstanceOf(Outcome.NotFound.class);
  }

  /** What a later release, or somebody else, keeps in an object. */
  static FlatNetworkIP withUnknownFields(FlatNetworkIP ip) {
    FlatNetworkIPStatus.Builder status = FlatNetworkIPStatus.builder();
    status.putOtherFields("later", TextNode.valueOf("kept"));
    return ip.withStatus(status.build());
  }
}
