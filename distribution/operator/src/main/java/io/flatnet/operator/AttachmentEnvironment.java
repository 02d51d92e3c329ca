package io.flatnet.operator;

import io.flatnet.api.cni.ArpPolicy;
import io.flatnet.controllers.namespace.AttachmentSettings;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpPrefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the CNI plugin is told from the environment. What cannot be is a warning that names
 * what can, and the default: a typing error must not stop addresses from being given.
 */
final class AttachmentEnvironment {
  private static final Logger log = LoggerFactory.getLogger(AttachmentEnvironment.class);
  private static final AttachmentSettings DEFAULTS = AttachmentSettings.DEFAULTS;

  private final Environment environment;

  private AttachmentEnvironment(Environment environment) {
    this.environment = environment;
  }

  /** The settings. */
  static AttachmentSettings read(Map<String, String> environment) {
    AttachmentEnvironment reader = new AttachmentEnvironment(new Environment(environment));
    return new AttachmentSettings(
        reader.prefixes(Variable.FLAT_NETWORK_CLUSTER_CIDR, DEFAULTS.clusterCidrs()),
        reader.prefixes(Variable.FLAT_NETWORK_SERVICE_CIDR, DEFAULTS.serviceCidrs()),
        reader.arpPolicy(),
        reader.environment.bool(Variable.FLAT_NETWORK_CNI_PROXY_ARP, DEFAULTS.proxyArp()),
        reader.mtu());
  }

  private List<IpPrefix> prefixes(Variable name, List<IpPrefix> usual) {
    String text = environment.text(name);
    List<IpPrefix> prefixes = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      try {
        prefixes.add(IpPrefix.parse(part.strip()));
      } catch (AddressFormatException e) {
        log.warn(
            "{} must be prefixes such as 10.42.0.0/16, joined by commas, got \"{}\" ({}); using {}",
            name,
            text,
            e.getMessage(),
            usual);
        return usual;
      }
    }
    return prefixes.isEmpty() ? usual : prefixes;
  }

  private ArpPolicy arpPolicy() {
    String text = environment.text(Variable.FLAT_NETWORK_CNI_ARP_POLICY);
    if (text.isEmpty()) {
      return DEFAULTS.arpPolicy();
    }
    return ArpPolicy.of(text)
        .orElseGet(
            () -> {
              log.warn(
                  "FLAT_NETWORK_CNI_ARP_POLICY must be one of {}, got \"{}\"; using {}",
                  Arrays.stream(ArpPolicy.values())
                      .map(ArpPolicy::wire)
                      .collect(Collectors.joining(", ")),
                  text,
                  DEFAULTS.arpPolicy().wire());
              return DEFAULTS.arpPolicy();
            });
  }

  private int mtu() {
    return (int)
        environment.number(
            Variable.FLAT_NETWORK_CNI_MTU,
            0,
            AttachmentSettings.MAX_MTU_BYTES,
            "0 to " + AttachmentSettings.MAX_MTU_BYTES + ", where 0 is the parent's",
            DEFAULTS.mtuBytes());
  }
}
