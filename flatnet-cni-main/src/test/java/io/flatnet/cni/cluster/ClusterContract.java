package io.flatnet.cni.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPList;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetList;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.Phase;
import io.flatnet.cni.AddressSource;
import io.flatnet.cni.Claim;
import io.flatnet.cni.Claims;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.cni.PodReference;
import io.flatnet.cni.Subnet;
import io.flatnet.ipam.MacAddress;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NamespaceList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract on an API server, which a client of the official library writes as the operator. */
abstract class ClusterContract extends AddressSourceContract {
  private ClusterAddressSource source;
  private GenericKubernetesApi<FlatNetworkIP, FlatNetworkIPList> claims;
  private GenericKubernetesApi<FlatNetworkSubnet, FlatNetworkSubnetList> subnets;

  /** A kubeconfig of an administrator, on a server that has the definitions. */
  abstract Path kubeconfig() throws Exception;

  @BeforeEach
  void connect() throws Exception {
    source = ClusterAddressSource.of(ClusterAccess.ofKubeconfig(kubeconfig()));
    ApiClient client = Config.fromConfig(kubeconfig().toString());
    claims =
        new GenericKubernetesApi<>(
            FlatNetworkIP.class,
            FlatNetworkIPList.class,
            FlatNetwork.GROUP,
            FlatNetwork.VERSION,
            FlatNetwork.IP_PLURAL,
            client);
    subnets =
        new GenericKubernetesApi<>(
            FlatNetworkSubnet.class,
            FlatNetworkSubnetList.class,
            FlatNetwork.GROUP,
            FlatNetwork.VERSION,
            FlatNetwork.SUBNET_PLURAL,
            client);
    new GenericKubernetesApi<>(
            V1Namespace.class, V1NamespaceList.class, "", "v1", "namespaces", client)
        .create(new V1Namespace().metadata(new V1ObjectMeta().name(FlatNetwork.NAMESPACE)));
  }

  @AfterEach
  void disconnect() {
    source.close();
  }

  @Override
  AddressSource source() {
    return source;
  }

  @Override
  Claim put(Claim claim) throws Exception {
    KubernetesApiResponse<FlatNetworkIP> there = claims.get(claim.namespace(), claim.name());
    FlatNetworkIP object =
        there.isSuccess() ? there.getObject() : succeeded(claims.create(objectOf(claim)));
    succeeded(claims.updateStatus(object, ignored -> statusOf(claim)));
    return source
        .find(new PodReference(claim.namespace(), claim.name(), ""))
        .orElseThrow(() -> new IllegalStateException("not there: " + claim));
  }

  private static FlatNetworkIP objectOf(Claim claim) {
    return FlatNetworkIP.builder()
        .metadata(new V1ObjectMeta().namespace(claim.namespace()).name(claim.name()))
        .spec(FlatNetworkIPSpec.builder().subnet(claim.subnet()).podId(claim.podId()).build())
        .build();
  }

  private static FlatNetworkIPStatus statusOf(Claim claim) {
    return FlatNetworkIPStatus.builder()
        .phase(claim.phase().wire())
        .addr(claim.address())
        .mac(claim.mac())
        .build();
  }

  private static <T extends io.kubernetes.client.common.KubernetesObject> T succeeded(
      KubernetesApiResponse<T> response) {
    if (!response.isSuccess()) {
      throw new IllegalStateException(
          Optional.ofNullable(response.getStatus()).map(Object::toString).orElse("no status"));
    }
    return response.getObject();
  }

  @Override
  void delete(Claim claim) {
    claims.delete(claim.namespace(), claim.name());
  }

  @Override
  void put(Subnet subnet) {
    FlatNetworkSubnet created =
        succeeded(
            subnets.create(
                FlatNetworkSubnet.builder()
                    .metadata(
                        new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name(subnet.name()))
                    .spec(subnet.spec())
                    .build()));
    succeeded(
        subnets.updateStatus(
            created,
            ignored ->
                FlatNetworkSubnetStatus.builder()
                    .phase(subnet.phase().wire())
                    .failureMessage(subnet.failureMessage())
                    .build()));
  }

  @Test
  void find_whenTheServerDoesNotKnowUs_namesIt() throws Exception {
    ClusterAccess known = ClusterAccess.ofKubeconfig(kubeconfig());
    ClusterAccess stranger =
        new ClusterAccess(
            known.server(), known.authorities(), true, null, null, "no-such-token", null);
    try (ClusterAddressSource other = ClusterAddressSource.of(stranger)) {
      CniFailure failure =
          catchThrowableOfType(
              CniFailure.class, () -> other.find(new PodReference("default", "any", "")));
      assertThat(failure.code()).isEqualTo(PluginError.API_REFUSED.code());
      assertThat(failure).hasMessageContaining("401").hasMessageContaining("token");
    }
  }

  @Test
  void find_withAnAuthorityThatDidNotSign_doesNotTrustTheServer() throws Exception {
    ClusterAccess known = ClusterAccess.ofKubeconfig(kubeconfig());
    ClusterAccess foreign =
        new ClusterAccess(known.server(), null, true, null, null, "token", null);
    try (ClusterAddressSource other = ClusterAddressSource.of(foreign)) {
      CniFailure failure =
          catchThrowableOfType(
              CniFailure.class, () -> other.find(new PodReference("default", "any", "")));
      assertThat(failure.code()).isEqualTo(11);
      assertThat(failure).hasMessageContaining("cannot reach the API server");
    }
  }

  @Test
  void find_whenNobodyListens_namesTheServer() throws Exception {
    ClusterAccess nobody =
        new ClusterAccess(
            URI.create("https://127.0.0.1:1"),
            "".getBytes(StandardCharsets.UTF_8),
            true,
            null,
            null,
            null,
            null);
    try (ClusterAddressSource other = ClusterAddressSource.of(nobody)) {
      CniFailure failure =
          catchThrowableOfType(
              CniFailure.class, () -> other.find(new PodReference("default", "any", "")));
      assertThat(failure.code()).isEqualTo(11);
      assertThat(failure).hasMessageContaining("https://127.0.0.1:1");
    }
  }

  private Subnet newSubnet() {
    Subnet subnet =
        new Subnet(
            "net-" + UUID.randomUUID(),
            Claims.macvlan("eth0", "10.7.0.0/24").build(),
            Phase.ACTIVE,
            "");
    put(subnet);
    return subnet;
  }

  @Test
  void watching_needsOneReadAndOneWriteForAPod_untilTheSubnetChanges() throws Exception {
    AtomicLong time = new AtomicLong();
    Subnet subnet = newSubnet();
    Claim claim = put(Claims.of("pod-" + UUID.randomUUID(), "10.7.0.10"));
    PodReference pod = new PodReference(claim.namespace(), claim.name(), "");
    try (ClusterAddressSource watching =
        ClusterAddressSource.watching(ClusterAccess.ofKubeconfig(kubeconfig()), time::get)) {
      await().until(() -> watching.requests() == 2); // list and watch
      assertThat(watching.subnet(subnet.name())).contains(subnet);
      time.addAndGet(Duration.ofHours(1).toNanos());
      long before = watching.requests();

      Claim found = watching.find(pod).orElseThrow();
      assertThat(watching.subnet(subnet.name())).contains(subnet);
      watching.activate(found, MacAddress.parse("02:00:00:00:07:0a"));
      watching.requireReachable();

      assertThat(watching.requests() - before).isEqualTo(2);
      FlatNetworkSubnet there = subnets.get(FlatNetwork.NAMESPACE, subnet.name()).getObject();
      succeeded(subnets.update(there.withSpec(Claims.macvlan("eth9", "10.7.0.0/24").build())));
      await()
          .untilAsserted(
              () ->
                  assertThat(watching.subnet(subnet.name()).orElseThrow().spec().getMaster())
                      .isEqualTo("eth9"));
    }
  }

  @Test
  void events_areBesideThePodAndItsNode_andCounted() throws Exception {
    String name = "pod-" + UUID.randomUUID();
    MissingMasterEvents events = source.events("node-" + name);

    events.report(new PodReference("default", name, "uid-1"), "no such link");
    events.report(new PodReference("default", name, "uid-1"), "no such link");

    List<CoreV1Event> written =
        new CoreV1Api(Config.fromConfig(kubeconfig().toString()))
            .listNamespacedEvent("default").execute().getItems().stream()
                .filter(event -> String.valueOf(event.getInvolvedObject().getName()).endsWith(name))
                .toList();
    assertThat(written)
        .extracting(event -> event.getInvolvedObject().getKind())
        .containsExactlyInAnyOrder("Pod", "Node");
    assertThat(written)
        .allMatch(event -> EventReasons.MASTER_MISSING.equals(event.getReason()))
        .allMatch(event -> "Warning".equals(event.getType()))
        .allMatch(event -> "no such link".equals(event.getMessage()));
  }

  /** The definitions, beside this module. */
  static String definitions(String plural) throws Exception {
    return Files.readString(
        Path.of(System.getProperty("flatnet.root", ".."))
            .resolve("flatnet-api/src/main/resources/crds/" + plural + ".yaml"));
  }
}
