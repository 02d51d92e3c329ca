package io.flatnet.controllers.namespace;

import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;

/** What is to be done for one namespace. */
sealed interface NamespaceAction {
  /** Nothing. */
  record None() implements NamespaceAction {}

  /** The definition is missing. */
  record Create(NetworkAttachmentDefinition definition) implements NamespaceAction {}

  /** The definition was edited. */
  record Repair(ObjectKey key, MergePatch patch) implements NamespaceAction {}
}
