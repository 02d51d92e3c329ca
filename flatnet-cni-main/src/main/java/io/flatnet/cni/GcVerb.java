package io.flatnet.cni;

import io.flatnet.api.cni.CniAttachment;
import io.flatnet.api.cni.CniSpecVersion;
import io.flatnet.api.cni.NetworkConfigException;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.netlink.NetlinkException;
import java.util.List;
import java.util.stream.Collectors;

/** GC: what this plugin made on the node and no attachment uses goes (CNI SPEC 1.1.0 section 2). */
final class GcVerb {
  private final NodeNetwork node;

  GcVerb(NodeNetwork node) {
    this.node = node;
  }

  CniAnswer run(PluginConfig config) throws CniFailure {
    CniPlugin.requireVersion(config, CniCommand.GC, CniSpecVersion.V1_1_0);
    List<NetlinkException> refused = node.collector().collect(validContainers(config));
    if (!refused.isEmpty()) {
      throw new CniFailure(
          PluginError.KERNEL_REFUSED,
          "cannot collect all that is unused: %s; the rest is done"
              .formatted(
                  refused.stream()
                      .map(NetlinkException::getMessage)
                      .collect(Collectors.joining(", "))),
          refused.getFirst());
    }
    return CniAnswer.of("");
  }

  private static List<String> validContainers(PluginConfig config) throws CniFailure {
    try {
      return config.validAttachments().stream().map(CniAttachment::containerId).toList();
    } catch (NetworkConfigException e) {
      throw new CniFailure(e.error(), String.valueOf(e.getMessage()), e);
    }
  }
}
