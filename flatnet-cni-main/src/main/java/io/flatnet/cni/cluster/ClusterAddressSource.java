package io.flatnet.cni.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Phase;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.AddressSource;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.Claim;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.cni.PodReference;
import io.flatnet.cni.Subnet;
import io.flatnet.ipam.MacAddress;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Addresses from the FlatNetworkIPs and FlatNetworkSubnets of a cluster. Thread-safe.
 *
 * <p>What was read of a subnet is remembered: of one that {@link #watching watches}, until the
 * subnet's spec changes, of another for some seconds.
 */
public final class ClusterAddressSource implements AddressSource, AutoCloseable {
  private static final String API = "/apis/" + FlatNetwork.API_VERSION + "/namespaces/";
  private static final String SUBNETS =
      API + FlatNetwork.NAMESPACE + "/" + FlatNetwork.SUBNET_PLURAL;
  private static final long SUBNET_FRESH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int ATTEMPTS = 5;
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final ClusterClient client;
  private final LongSupplier nanoTime;
  private final Map<String, Remembered> subnets = new ConcurrentHashMap<>();
  private final ReentrantLock subnetTurn = new ReentrantLock();
  private final @Nullable SubnetWatch watch;

  private record Remembered(Subnet subnet, long generation, long atNanos) {}

  private ClusterAddressSource(
      ClusterClient client, LongSupplier nanoTime, @Nullable SubnetWatch watch) {
    this.client = client;
    this.nanoTime = nanoTime;
    this.watch = watch;
  }

  /**
   * Prepares to talk to an API server; nothing is sent yet.
   *
   * @throws IOException if the certificates cannot be used
   */
  public static ClusterAddressSource of(ClusterAccess access) throws IOException {
    return new ClusterAddressSource(new ClusterClient(access), System::nanoTime, null);
  }

  /**
   * The same for a process that stays: one thread follows the subnets' metadata until {@link
   * #close}, so that an ADD does not ask for its subnet, and that it is known whether the API
   * server is in reach.
   *
   * @throws IOException if the certificates cannot be used
   */
  public static ClusterAddressSource watching(ClusterAccess access) throws IOException {
    return watching(access, System::nanoTime);
  }

  static ClusterAddressSource watching(ClusterAccess access, LongSupplier nanoTime)
      throws IOException {
    ClusterClient client = new ClusterClient(access);
    SubnetWatch watch = new SubnetWatch(client, SUBNETS);
    watch.start();
    return new ClusterAddressSource(client, nanoTime, watch);
  }

  /**
   * Events that come from a node of the cluster.
   *
   * @param node the node's name
   * @return works until this is closed
   */
  public MissingMasterEvents events(String node) {
    return new MissingMasterEvents(client, node, Clock.systemUTC());
  }

  /** How many requests were sent to the API server, watches among them. */
  public long requests() {
    return client.requests();
  }

  @Override
  public void requireReachable() throws CniFailure {
    if (watch == null) {
      client.get(SUBNETS + "?limit=1");
    } else {
      watch.requireLive();
    }
  }

  @Override
  public Optional<Claim> find(PodReference pod) throws CniFailure {
    return client.get(claimPath(pod.namespace(), pod.name())).map(ClusterAddressSource::claim);
  }

  @Override
  public Optional<Claim> await(
      PodReference pod, Predicate<Claim> wanted, Duration timeout, Cancellation cancellation)
      throws CniFailure {
    long end = nanoTime.getAsLong() + timeout.toNanos();
    ClaimWatch watch = new ClaimWatch(wanted);
    while (true) {
      String version = watch.list(client.get(listPath(pod)).orElseThrow());
      Duration left = Duration.ofNanos(end - nanoTime.getAsLong());
      if (watch.isWanted() || !left.isPositive()) {
        return watch.claim();
      }
      cancellation.check();
      client.watch(watchPath(pod, version, left), watch, left, cancellation);
      if (watch.isWanted()) {
        return watch.claim();
      }
      // The time is over, or the server ended the watch: then list again, but not at once for ever.
      if (end - nanoTime.getAsLong() > PAUSE.toNanos()) {
        cancellation.await(PAUSE);
      }
    }
  }

  @Override
  public Optional<Subnet> subnet(String name) throws CniFailure {
    Optional<Subnet> remembered = remembered(name);
    if (remembered.isPresent()) {
      return remembered;
    }
    // One at a time: a large subnet's object is megabytes while it is read.
    subnetTurn.lock();
    try {
      remembered = remembered(name);
      return remembered.isPresent() ? remembered : freshSubnet(name);
    } finally {
      subnetTurn.unlock();
    }
  }

  private Optional<Subnet> remembered(String name) {
    return Optional.ofNullable(subnets.get(name)).filter(this::isCurrent).map(Remembered::subnet);
  }

  private boolean isCurrent(Remembered remembered) {
    Optional<Long> generation =
        watch == null ? Optional.empty() : watch.generation(remembered.subnet().name());
    return generation
        .map(current -> current == remembered.generation())
        .orElseGet(() -> nanoTime.getAsLong() - remembered.atNanos() < SUBNET_FRESH_NANOS);
  }

  @Override
  public Optional<Subnet> freshSubnet(String name) throws CniFailure {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    Optional<JsonNode> tree = client.get(SUBNETS + "/" + encoded(name));
    if (tree.isEmpty()) {
      subnets.remove(name);
      return Optional.empty();
    }
    Subnet subnet = subnetOf(name, tree.get());
    subnets.put(name, new Remembered(subnet, SubnetWatch.generationOf(tree.get()), now));
    return Optional.of(subnet);
  }

  @Override
  public Claim activate(Claim claim, MacAddress mac) throws CniFailure {
    return activating(claim, mac).await();
  }

  @Override
  public Activation activating(Claim claim, MacAddress mac) {
    return claim.phase() == Phase.ACTIVE && claim.mac().equals(mac.toString())
        ? Activation.done(claim)
        : new SentActivation(claim, mac);
  }

  /** An activation whose patch is sent. */
  private final class SentActivation implements Activation {
    private final Claim claim;
    private final MacAddress mac;
    private final ClusterClient.Exchange patch;

    SentActivation(Claim claim, MacAddress mac) {
      this.claim = claim;
      this.mac = mac;
      this.patch = sendPatch(claim);
    }

    private ClusterClient.Exchange sendPatch(Claim current) {
      return client.beginPatch(statusPath(claim), status(current, Phase.ACTIVE, mac.toString()));
    }

    @Override
    public Claim await() throws CniFailure {
      ClusterClient.Reply reply = patch.await();
      for (int attempt = 1; isOutdated(reply); attempt++) {
        Claim current =
            find(new PodReference(claim.namespace(), claim.name(), ""))
                .filter(found -> isSame(found, claim))
                .orElseThrow(() -> changed(claim));
        if (attempt == ATTEMPTS) {
          throw changed(claim);
        }
        reply = sendPatch(current).await();
      }
      return claim(client.accepted(reply));
    }

    @Override
    public void giveUp() throws CniFailure {
      deactivate(claim, await());
    }
  }

  private static boolean isOutdated(ClusterClient.Reply reply) {
    return reply.status() == CONFLICT || reply.status() == NOT_FOUND;
  }

  @Override
  public void deactivate(Claim before, Claim activated) throws CniFailure {
    if (before.resourceVersion().equals(activated.resourceVersion())) {
      return; // nothing was written
    }
    ClusterClient.Reply reply =
        client.patch(statusPath(before), status(activated, before.phase(), before.mac()));
    if (!isOutdated(reply)) {
      client.accepted(reply);
    }
  }

  private static boolean isSame(Claim found, Claim claim) {
    return found.uid().equals(claim.uid())
        && found.podId().equals(claim.podId())
        && found.address().equals(claim.address());
  }

  private static CniFailure changed(Claim claim) {
    return new CniFailure(
        WellKnownError.TRY_AGAIN_LATER,
        "FlatNetworkIP \"%s\" changed or went while its interface was made; try again later"
            .formatted(claim.key()));
  }

  /** With the resourceVersion the server refuses when anything changed since it was read. */
  private static JsonNode status(Claim claim, Phase phase, String mac) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("metadata")
        .put("uid", claim.uid())
        .put("resourceVersion", claim.resourceVersion());
    patch.putObject("status").put("phase", phase.wire()).put("mac", mac);
    return patch;
  }

  private static String claimPath(String namespace, String name) {
    return API + encoded(namespace) + "/" + FlatNetwork.IP_PLURAL + "/" + encoded(name);
  }

  private static String statusPath(Claim claim) {
    return claimPath(claim.namespace(), claim.name()) + "/status";
  }

  private static String listPath(PodReference pod) {
    return API
        + encoded(pod.namespace())
        + "/"
        + FlatNetwork.IP_PLURAL
        + "?fieldSelector="
        + encoded("metadata.name=" + pod.name());
  }

  private static String watchPath(PodReference pod, String version, Duration timeout) {
    return listPath(pod)
        + "&watch=true&resourceVersion="
        + encoded(version)
        + "&timeoutSeconds="
        + (timeout.toSeconds() + 1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static Claim claim(JsonNode tree) {
    JsonNode metadata = tree.path("metadata");
    JsonNode spec = tree.path("spec");
    JsonNode status = tree.path("status");
    return new Claim(
        text(metadata, "namespace"),
        text(metadata, "name"),
        text(metadata, "uid"),
        text(metadata, "resourceVersion"),
        !text(metadata.path("annotations"), Annotations.IPV6_TO_4).isEmpty(),
        text(spec, "subnet"),
        text(spec, "podId"),
        Phase.of(text(status, "phase")),
        text(status, "failureMessage"),
        text(status, "addr"),
        text(status, "mac"));
  }

  private static Subnet subnetOf(String name, JsonNode tree) throws CniFailure {
    JsonNode status = tree.path("status");
    try {
      JsonNode spec = tree.path("spec");
      return new Subnet(
          name,
          WireJson.read(
              spec.isObject() ? spec : JsonNodeFactory.instance.objectNode(),
              FlatNetworkSubnetSpec.class),
          Phase.of(text(status, "phase")),
          text(status, "failureMessage"));
    } catch (JsonProcessingException e) {
      throw new CniFailure(
          PluginError.SUBNET_UNUSABLE,
          "cannot read subnet \"%s\": %s; mend it".formatted(name, e.getOriginalMessage()),
          e);
    }
  }

  static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() ? value.textValue() : "";
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    client.close();
  }
}
