package io.flatnet.controllers.pod;

import io.flatnet.api.FlatNetworkIP;
import java.util.Map;

/** Something that the pod controller does. */
sealed interface PodAction {
  /** Make the pod's FlatNetworkIP. */
  record Create(FlatNetworkIP ip) implements PodAction {}

  /** Write another wish into the pod's FlatNetworkIP. */
  record Update(FlatNetworkIP ip) implements PodAction {}

  /** Set labels of the FlatNetworkIP. */
  record LabelAddress(Map<String, String> labels) implements PodAction {}

  /** Set labels of the pod. */
  record LabelPod(String podUid, Map<String, String> labels) implements PodAction {}

  /** Delete the FlatNetworkIP. */
  record Delete(String uid, String why) implements PodAction {}

  /** Tell the pod's owner what is wrong. */
  record Warn(String podUid, String message) implements PodAction {}

  /** Tell the pod's owner that a wish waits for the next pod. */
  record Note(String podUid, String message) implements PodAction {}
}
