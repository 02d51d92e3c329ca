package io.flatnet.controllers.ip;

import io.flatnet.controllers.store.MergePatch;
import java.time.Duration;

/** Something that the ip controller does with a FlatNetworkIP. */
sealed interface IpAction {
  /** Change its metadata. */
  record Patch(MergePatch patch) implements IpAction {}

  /** Have the ledger look at it. */
  record Submit() implements IpAction {}

  /** Let it go and give its address back: its pod is gone. */
  record Release() implements IpAction {}

  /** Delete it. */
  record Delete(String uid, String why) implements IpAction {}

  /** Look again soon: whether the pod is gone could not be told. */
  record AskAgain() implements IpAction {}

  /** Wait for an event, and look again after this time at the latest. */
  record Await(Duration limit) implements IpAction {}

  /** Delete the pod, whose workload makes another. */
  record DeletePod(String podUid, String why) implements IpAction {}
}
