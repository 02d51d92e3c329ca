package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Create, update and patch: each one step of the store. */
final class Writes {
  private final ObjectStore store;
  private final ObjectRules rules;
  private final Names names;
  private final NamespaceGuard namespaces;
  private final Definitions definitions;

  Writes(
      ObjectStore store,
      ObjectRules rules,
      Names names,
      NamespaceGuard namespaces,
      Definitions definitions) {
    this.store = store;
    this.rules = rules;
    this.names = names;
    this.namespaces = namespaces;
    this.definitions = definitions;
  }

  /**
   * Stores a new object.
   *
   * @param strict whether fields that the schema does not know are an error
   */
  StoredObject create(Target target, ObjectNode object, boolean strict) {
    ResourceType type = target.type();
    Metadata metadata = ObjectIdentity.read(target, object);
    if (!metadata.resourceVersion().isEmpty()) {
      throw ApiFailure.versionOnCreate();
    }
    return store.atomically(
        () -> {
          namespaces.checkCanCreate(type, target.namespace(), metadata.name());
          String name = names.choose(type, target.namespace(), metadata);
          metadata.fields().put("name", name);
          ObjectKey key = new ObjectKey(target.namespace(), name);
          if (store.get(type, key).isPresent()) {
            throw ApiFailure.alreadyExists(type, name);
          }
          rules.prepareCreate(type, object, strict);
          if (type.is(BuiltInTypes.DEFINITIONS)) {
            definitions.establish(object);
          }
          return store.put(type, key, object);
        });
  }

  /**
   * Replaces an object, or its status.
   *
   * @return the stored object, and whether it is new
   */
  Updated update(Target target, ObjectNode object, boolean strict) {
    ResourceType type = target.type();
    Metadata metadata = ObjectIdentity.read(target, object);
    ObjectIdentity.checkName(target, metadata);
    return store.atomically(
        () -> {
          Optional<StoredObject> current = store.get(type, target.key());
          if (current.isEmpty() && type.has(Trait.CREATE_ON_UPDATE) && !target.isStatus()) {
            metadata.fields().remove("resourceVersion");
            return new Updated(create(target, object, strict), true);
          }
          if (metadata.resourceVersion().isEmpty() && !type.has(Trait.UNCONDITIONAL_UPDATE)) {
            if (current.isEmpty()) {
              throw ApiFailure.notFound(type, target.name());
            }
            throw ApiFailure.invalid(
                type,
                target.name(),
                List.of(
                    new ApiFailure.Cause(
                        "FieldValueInvalid",
                        "Invalid value: 0: must be specified for an update",
                        "metadata.resourceVersion")));
          }
          current.ifPresent(before -> ObjectIdentity.checkUid(type, before.metadata(), metadata));
          return new Updated(replace(target, before -> object, strict), false);
        });
  }

  /** Changes an object, or its status, by a function of its current content. */
  StoredObject patch(Target target, UnaryOperator<ObjectNode> patch, boolean strict) {
    return store.atomically(() -> replace(target, patch, strict));
  }

  /**
   * What an update did.
   *
   * @param object the object as it is now, or was when it went
   * @param created whether the update made it
   */
  record Updated(StoredObject object, boolean created) {}

  private StoredObject replace(Target target, UnaryOperator<ObjectNode> change, boolean strict) {
    ResourceType type = target.type();
    StoredObject before =
        store.get(type, target.key()).orElseThrow(() -> ApiFailure.notFound(type, target.name()));
    ObjectNode after = change.apply(before.copy());
    ObjectIdentity.checkIdentity(target, before, after);
    String version = Metadata.of(after).resourceVersion();
    if (!version.isEmpty() && !version.equals(before.metadata().resourceVersion())) {
      throw ApiFailure.modified(type, target.name());
    }
    if (target.isStatus()) {
      after = rules.prepareStatus(type, before.tree(), after);
    } else {
      rules.prepareUpdate(type, before.tree(), after, strict);
      if (type.is(BuiltInTypes.PODS) && target.subresource().isEmpty()) {
        ObjectIdentity.checkNode(target, before.tree(), after);
      }
    }
    if (after.equals(before.tree())) {
      return before; // nothing to write: the resource version stays
    }
    if (type.is(BuiltInTypes.DEFINITIONS) && !target.isStatus()) {
      definitions.establish(after);
    }
    Metadata metadata = Metadata.of(after);
    boolean gone =
        metadata.isDeleting()
            && metadata.finalizers().isEmpty()
            && metadata.deletionGracePeriodSeconds() == 0
            && NamespaceGuard.isEmptied(type, after);
    return gone ? store.remove(type, target.key(), after) : store.put(type, target.key(), after);
  }
}
