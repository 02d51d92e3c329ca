package io.flatnet.cni;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.cni.NetworkConfig;
import io.flatnet.cni.attach.Detacher;
import io.flatnet.cni.attach.PodNetwork;
import io.flatnet.cni.journal.Journals;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.NetworkNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DEL: what is there of the attachment goes; what is gone is success. Needs no API server. */
final class DelVerb {
  private static final Logger LOG = LoggerFactory.getLogger(DelVerb.class);

  private final NodeNetwork node;
  private final Executor background;
  private final Journals journals;

  DelVerb(NodeNetwork node, Executor background, Journals journals) {
    this.node = node;
    this.background = background;
    this.journals = journals;
  }

  CniAnswer run(CniCall call, Optional<NetworkConfig> config, CniRequest request)
      throws CniFailure {
    Detacher detacher = new Detacher(node.netlink(), background);
    List<IpAddress> remembered = remembered(config);
    NetworkNamespace namespace = request.namespace();
    if (namespace == null || node.isNode(namespace)) {
      settle(call, null);
      detacher.detach(call.containerId(), call.interfaceName(), null, remembered);
    } else {
      try (PodNetwork pod = node.pod(request)) {
        settle(call, pod);
        detacher.detach(call.containerId(), call.interfaceName(), pod, remembered);
      }
    }
    return CniAnswer.of("");
  }

  /** Routes and a default route that an ADD changed are not seen by whoever looks at the pod. */
  private void settle(CniCall call, @Nullable PodNetwork pod) {
    journals.settle(
        call.containerId(),
        call.interfaceName(),
        pod == null ? null : pod.namespace().identity(),
        node.netlink(),
        pod == null ? null : pod.netlink());
  }

  /** The addresses of {@code prevResult}, as far as it is there and readable. */
  private static List<IpAddress> remembered(Optional<NetworkConfig> config) {
    List<IpAddress> addresses = new ArrayList<>();
    JsonNode previous = config.map(NetworkConfig::getPrevResult).orElse(null);
    if (previous == null) {
      return addresses;
    }
    for (JsonNode ip : previous.path("ips")) {
      String text = ip.path("address").asText("");
      int slash = text.indexOf('/');
      try {
        addresses.add(IpAddress.parse(slash < 0 ? text : text.substring(0, slash)));
      } catch (AddressFormatException e) {
        LOG.debug("prevResult of a DEL has an address that is none", e);
      }
    }
    return addresses;
  }
}
