package io.flatnet.api.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.api.wire.WireObject;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpPrefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network configuration that the plugin can obey: everything that {@link NetworkConfig} leaves
 * open is checked here, once.
 *
 * @param version the spec version of the call
 * @param networkName the network's name, empty when the configuration has none
 * @param mtuBytes the asked MTU; 0 = the parent's
 * @param clusterCidrs the pods' networks
 * @param serviceCidrs the services' networks
 * @param arpPolicy how neighbours are told
 * @param proxyArp whether the interface answers ARP for others
 * @param probe whether another holder of an address is looked for
 * @param kubeconfig the kubeconfig to use instead of the usual ones
 * @param addressTimeout how long ADD waits for an address; positive
 * @param dns name resolution for the result
 * @param document the configuration as it was read
 */
public record PluginConfig(
    CniSpecVersion version,
    String networkName,
    int mtuBytes,
    List<IpPrefix> clusterCidrs,
    List<IpPrefix> serviceCidrs,
    ArpPolicy arpPolicy,
    boolean proxyArp,
    ProbePolicy probe,
    @Nullable Path kubeconfig,
    Duration addressTimeout,
    CniDns dns,
    NetworkConfig document) {
  /** How long ADD waits for an address unless the configuration says otherwise. */
  public static final Duration DEFAULT_ADDRESS_TIMEOUT = Duration.ofSeconds(30);

  /**
   * The one IPAM type, which is accepted and never run: flat networks bring their own addresses.
   */
  public static final String IPAM_TYPE = "static-ipam";

  private static final String VALID_ATTACHMENTS = "cni.dev/valid-attachments";
  private static final String ATTACHMENTS = "cni.dev/attachments"; // libcni writes both
  private static final int MAX_MTU_BYTES = 65_535;
  private static final int MAX_TIMEOUT_SECONDS = 600;
  private static final FlatNetworkOptions NO_OPTIONS = FlatNetworkOptions.builder().build();

  public PluginConfig {
    clusterCidrs = List.copyOf(clusterCidrs);
    serviceCidrs = List.copyOf(serviceCidrs);
  }

  /**
   * Reads and checks a configuration.
   *
   * @param json UTF-8 text of one JSON object
   * @throws NetworkConfigException if the text is no JSON object (code 6), the version is not
   *     spoken (1), a field asks for what there is not (2) or has an impossible value (7)
   */
  public static PluginConfig parse(byte[] json) throws NetworkConfigException {
    return check(read(json));
  }

  /**
   * Reads a configuration without checking it, for calls that must come through with whatever is
   * left of it, such as DEL.
   *
   * @throws NetworkConfigException if the text is no JSON object (code 6)
   */
  public static NetworkConfig read(byte[] json) throws NetworkConfigException {
    if (new String(json, StandardCharsets.UTF_8).isBlank()) {
      throw new NetworkConfigException(
          WellKnownError.DECODE_FAILURE,
          "cannot read the network configuration: standard input must hold a JSON object, got"
              + " nothing; let the container runtime call this plugin");
    }
    try {
      return WireJson.read(json, NetworkConfig.class);
    } catch (IOException e) {
      String reason =
          e instanceof JsonProcessingException p ? p.getOriginalMessage() : e.getMessage();
      throw new NetworkConfigException(
          WellKnownError.DECODE_FAILURE,
          "cannot read the network configuration: it must be one JSON object, got "
              + reason
              + "; see the files in /etc/cni/net.d and the NetworkAttachmentDefinition",
          e);
    }
  }

  /**
   * Checks a configuration.
   *
   * @throws NetworkConfigException as {@link #parse}
   */
  public static PluginConfig check(NetworkConfig config) throws NetworkConfigException {
    CniSpecVersion version = version(config);
    requireShape("", config);
    IpamOptions ipam = config.getIpam();
    if (ipam != null) {
      requireShape("ipam.", ipam);
      requireOwnIpam(ipam);
    }
    CniDns dns = config.getDns();
    if (dns != null) {
      requireShape("dns.", dns);
    }
    FlatNetworkOptions options = config.getFlatNetwork();
    if (options == null) {
      options = NO_OPTIONS;
    }
    requireShape("flatNetwork.", options);
    return new PluginConfig(
        version,
        textOf(config.getName()),
        bounded("mtu", options.getMtu(), 0, 0, MAX_MTU_BYTES),
        prefixes("clusterCIDR", options.getClusterCIDR()),
        prefixes("serviceCIDR", options.getServiceCIDR()),
        arpPolicy(options),
        Boolean.TRUE.equals(options.getProxyARP()),
        probe(options),
        kubeconfig(options),
        Duration.ofSeconds(
            bounded(
                "timeoutSeconds",
                options.getTimeoutSeconds(),
                (int) DEFAULT_ADDRESS_TIMEOUT.toSeconds(),
                1,
                MAX_TIMEOUT_SECONDS)),
        dns != null ? dns : CniDns.builder().build(),
        config);
  }

  /**
   * The result of the call before, when the runtime sent one.
   *
   * @throws NetworkConfigException if it is there and is no result (code 6 or 7)
   */
  public Optional<CniResult> prevResult() throws NetworkConfigException {
    JsonNode node = document.getPrevResult();
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    try {
      CniResult result = WireJson.read(node, CniResult.class);
      requireShape("prevResult.", result);
      return Optional.of(result);
    } catch (JsonProcessingException e) {
      throw new NetworkConfigException(
          WellKnownError.DECODE_FAILURE,
          "cannot read prevResult: it must be the result object of ADD, got "
              + e.getOriginalMessage()
              + "; delete the pod so that it is made anew",
          e);
    }
  }

  /**
   * The attachments that still exist, for GC (CNI SPEC 1.1.0). An empty list means none.
   *
   * @throws NetworkConfigException if the list is absent or malformed (code 7)
   */
  public List<CniAttachment> validAttachments() throws NetworkConfigException {
    JsonNode list = document.getOtherFields().get(VALID_ATTACHMENTS);
    if (list == null) {
      list = document.getOtherFields().get(ATTACHMENTS);
    }
    if (list != null && list.isNull()) {
      return List.of(); // what a Go program writes for a list that it never filled
    }
    if (list == null || !list.isArray()) {
      throw invalid(
          VALID_ATTACHMENTS,
          String.valueOf(list),
          "must list the attachments that still exist",
          "let the container runtime call GC");
    }
    List<CniAttachment> attachments = new ArrayList<>();
    for (JsonNode attachment : list) {
      String container = attachment.path("containerID").asText("");
      String name = attachment.path("ifname").asText("");
      if (container.isEmpty() || name.isEmpty()) {
        throw invalid(
            VALID_ATTACHMENTS,
            attachment.toString(),
            "must have containerID and ifname in each element",
            "let the container runtime call GC");
      }
      attachments.add(new CniAttachment(container, name));
    }
    return attachments;
  }

  /** A configuration without a version is of 0.1.0, as in that specification and in libcni. */
  private static CniSpecVersion version(NetworkConfig config) throws NetworkConfigException {
    String written = textOf(config.getCniVersion());
    String text = written.isEmpty() ? CniSpecVersion.V0_1_0.text() : written;
    Optional<CniSpecVersion> version = CniSpecVersion.of(text);
    if (version.isEmpty()) {
      throw new NetworkConfigException(
          WellKnownError.INCOMPATIBLE_VERSION,
          "cannot speak CNI version \""
              + text
              + "\": cniVersion must be one of "
              + CniSpecVersion.texts()
              + "; change it in the network configuration");
    }
    return version.get();
  }

  private static void requireShape(String path, WireObject part) throws NetworkConfigException {
    Set<String> malformed = part.malformedFields();
    if (!malformed.isEmpty()) {
      String field = malformed.stream().sorted().findFirst().orElseThrow();
      throw invalid(
          path + field,
          String.valueOf(part.getOtherFields().get(field)),
          "has the wrong JSON type",
          "see the NetworkAttachmentDefinition that the operator writes");
    }
  }

  private static void requireOwnIpam(IpamOptions ipam) throws NetworkConfigException {
    String type = textOf(ipam.getType());
    if (!type.isEmpty() && !type.equals(IPAM_TYPE)) {
      throw new NetworkConfigException(
          WellKnownError.UNSUPPORTED_FIELD,
          "cannot use field ipam.type \""
              + type
              + "\": flat networks bring their own addresses, so it must be "
              + IPAM_TYPE
              + " or absent; change it in the network configuration");
    }
  }

  private static ArpPolicy arpPolicy(FlatNetworkOptions options) throws NetworkConfigException {
    String text = textOf(options.getArpPolicy());
    if (text.isEmpty()) {
      return ArpPolicy.ARP_NOTIFY;
    }
    Optional<ArpPolicy> policy = ArpPolicy.of(text);
    if (policy.isEmpty()) {
      throw invalid(
          "flatNetwork.arpPolicy",
          text,
          "must be arp_notify or arping",
          "set FLAT_NETWORK_CNI_ARP_POLICY of the operator");
    }
    return policy.get();
  }

  private static ProbePolicy probe(FlatNetworkOptions options) throws NetworkConfigException {
    String text = textOf(options.getProbe());
    if (text.isEmpty()) {
      return ProbePolicy.OFF;
    }
    Optional<ProbePolicy> policy = ProbePolicy.of(text);
    if (policy.isEmpty()) {
      throw invalid(
          "flatNetwork.probe",
          text,
          "must be off, warn or refuse",
          "change it in the network configuration");
    }
    return policy.get();
  }

  private static @Nullable Path kubeconfig(FlatNetworkOptions options)
      throws NetworkConfigException {
    String text = textOf(options.getKubeconfig());
    if (text.isEmpty()) {
      return null;
    }
    if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
      throw invalid(
          "flatNetwork.kubeconfig", text, "must be an absolute path", "give the whole path");
    }
    return Path.of(text);
  }

  private static int bounded(
      String field, @Nullable Integer value, int whenAbsent, int from, int to)
      throws NetworkConfigException {
    if (value == null) {
      return whenAbsent;
    }
    if (value < from || value > to) {
      throw invalid(
          "flatNetwork." + field,
          value.toString(),
          "must be " + from + " to " + to,
          "change it in the network configuration");
    }
    return value;
  }

  private static List<IpPrefix> prefixes(String field, @Nullable String list)
      throws NetworkConfigException {
    List<IpPrefix> prefixes = new ArrayList<>();
    for (String part : textOf(list).split(",", -1)) {
      String text = part.strip();
      if (text.isEmpty()) {
        continue;
      }
      try {
        prefixes.add(IpPrefix.parse(text));
      } catch (AddressFormatException e) {
        throw new NetworkConfigException(
            WellKnownError.INVALID_CONFIG,
            "cannot use flatNetwork."
                + field
                + " \""
                + list
                + "\": must be prefixes joined by commas, got: "
                + e.getMessage()
                + "; set the CIDRs of the operator",
            e);
      }
    }
    return prefixes;
  }

  private static String textOf(@Nullable String text) {
    return text != null ? text : "";
  }

  private static NetworkConfigException invalid(
      String field, String value, String constraint, String nextStep) {
    return new NetworkConfigException(
        WellKnownError.INVALID_CONFIG,
        "cannot use " + field + ": it " + constraint + ", got \"" + value + "\"; " + nextStep);
  }
}
