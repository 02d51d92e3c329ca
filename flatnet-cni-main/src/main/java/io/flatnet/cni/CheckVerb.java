package io.flatnet.cni;

import io.flatnet.api.cni.CniInterface;
import io.flatnet.api.cni.CniResult;
import io.flatnet.api.cni.CniSpecVersion;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.attach.Attachment;
import io.flatnet.cni.attach.AttachmentCheck;
import io.flatnet.cni.attach.AttachmentReader;
import io.flatnet.cni.attach.NodeState;
import io.flatnet.cni.attach.PodNetwork;
import io.flatnet.cni.attach.PodState;
import io.flatnet.cni.attach.Surveyor;
import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.MacAddress;
import java.util.ArrayList;
import java.util.List;

/** CHECK: compares the interface with the pod's claim, its subnet and the result of the ADD. */
final class CheckVerb {
  private final AddressSource source;
  private final NodeNetwork node;

  CheckVerb(AddressSource source, NodeNetwork node) {
    this.source = source;
    this.node = node;
  }

  CniAnswer run(CniCall call, PluginConfig config, CniRequest request) throws CniFailure {
    CniPlugin.requireVersion(config, CniCommand.CHECK, CniSpecVersion.V0_4_0);
    MacAddress mac = mac(call, previous(config));
    PodReference pod = call.pod().orElseThrow();
    Claim claim =
        source
            .find(pod)
            .filter(Claim::hasAddress)
            .orElseThrow(
                () ->
                    new CniFailure(
                        PluginError.CHECK_FAILED,
                        "the interface's FlatNetworkIP \"%s\" is gone or has no address; delete the pod so that it is made anew"
                            .formatted(pod)));
    Subnet subnet = AddVerb.subnetOf(claim, source.subnet(claim.subnet()));
    Attachment attachment = AttachmentReader.read(call, config, claim, subnet);
    try (PodNetwork network = node.pod(request)) {
      PodState podState = Surveyor.pod(network.netlink());
      NodeState nodeState =
          Surveyor.node(attachment, node.parents().look(attachment), node.netlink(), podState);
      List<String> differences =
          new ArrayList<>(AttachmentCheck.differences(attachment, mac, nodeState, podState));
      differences.addAll(Surveyor.settingDifferences(attachment, podState, network.sysctls()));
      differences.addAll(Surveyor.nodeRouteDifferences(attachment, nodeState, node.netlink()));
      if (!differences.isEmpty()) {
        throw new CniFailure(
            PluginError.CHECK_FAILED,
            "the interface \"%s\" of pod \"%s\" is not as it was made: %s; delete the pod so that it is made anew"
                .formatted(call.interfaceName(), pod, String.join(", ", differences)));
      }
    }
    return CniAnswer.of("");
  }

  private static CniResult previous(PluginConfig config) throws CniFailure {
    return CniPlugin.previous(config)
        .orElseThrow(
            () ->
                new CniFailure(
                    WellKnownError.INVALID_CONFIG,
                    "cannot run CHECK: the configuration must hold prevResult, the result of the"
                        + " ADD"));
  }

  private static MacAddress mac(CniCall call, CniResult previous) throws CniFailure {
    String text =
        previous.getInterfaces().stream()
            .filter(made -> call.interfaceName().equals(made.getName()))
            .map(CniInterface::getMac)
            .filter(mac -> mac != null)
            .findFirst()
            .orElse("");
    try {
      return MacAddress.parse(text);
    } catch (AddressFormatException e) {
      throw new CniFailure(
          WellKnownError.INVALID_CONFIG,
          "cannot run CHECK: prevResult has no interface \"%s\" with a MAC: %s"
              .formatted(call.interfaceName(), e.getMessage()),
          e);
    }
  }
}
