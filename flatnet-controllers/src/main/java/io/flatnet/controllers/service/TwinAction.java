package io.flatnet.controllers.service;

import io.flatnet.controllers.store.MergePatch;
import io.kubernetes.client.openapi.models.V1Service;

/** Something that is done about the twin of a Service. */
sealed interface TwinAction {
  /** Make the twin. */
  record Create(V1Service twin) implements TwinAction {}

  /** Make the twin what it should be, at the version that was read. */
  record Repair(MergePatch patch) implements TwinAction {}

  /** Delete the twin. */
  record Delete(String uid, String why) implements TwinAction {}

  /**
   * The twin stays for a while, though nothing asks for it: pods may be on their way.
   *
   * @param uid the twin's UID
   */
  record Linger(String uid) implements TwinAction {}

  /** Tell the original's owner why there is no twin. */
  record Warn(String message) implements TwinAction {}
}
