package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Create, update and patch.
 *
 * <p>What is to be written is made and asked for without a lock, since webhooks are slow and may
 * read this server; it is stored in one step if nothing has changed meanwhile, and else made anew.
 */
final class Writes {
  private final ObjectStore store;
  private final ObjectRules rules;
  private final Names names;
  private final NamespaceGuard namespaces;
  private final Definitions definitions;
  private final Admission admission;

  Writes(
      ObjectStore store,
      ObjectRules rules,
      Names names,
      NamespaceGuard namespaces,
      Definitions definitions,
      Admission admission) {
    this.store = store;
    this.rules = rules;
    this.names = names;
    this.namespaces = namespaces;
    this.definitions = definitions;
    this.admission = admission;
  }

  /** Stores a new object. */
  StoredObject create(Target target, ObjectNode object, WriteOptions options) {
    ResourceType type = target.type();
    Metadata metadata = ObjectIdentity.read(target, object);
    if (!metadata.resourceVersion().isEmpty()) {
      throw ApiFailure.versionOnCreate();
    }
    namespaces.checkCanCreate(type, target.namespace(), metadata.name());
    String name = names.choose(type, target.namespace(), metadata);
    metadata.fields().put("name", name);
    rules.prepareCreate(type, object, options.strict());
    Target named = new Target(type, target.namespace(), name, "");
    admission.review(AdmissionAct.create(named, object, options));
    ObjectKey key = named.key();
    return store.atomically(
        () -> {
          namespaces.checkCanCreate(type, target.namespace(), name);
          if (store.get(type, key).isPresent()) {
            throw ApiFailure.alreadyExists(type, name);
          }
          if (options.dryRun()) {
            return new StoredObject(type, object, 0);
          }
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
  Updated update(Target target, ObjectNode object, WriteOptions options) {
    ResourceType type = target.type();
    Metadata metadata = ObjectIdentity.read(target, object);
    ObjectIdentity.checkName(target, metadata);
    Optional<StoredObject> current = store.get(type, target.key());
    if (current.isEmpty() && type.has(Trait.CREATE_ON_UPDATE) && !target.isStatus()) {
      metadata.fields().remove("resourceVersion");
      return new Updated(create(target, object, options), true);
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
    StoredObject replaced =
        change(
            target,
            before -> {
              ObjectIdentity.checkUid(type, Metadata.of(before), metadata);
              return object.deepCopy();
            },
            options);
    return new Updated(replaced, false);
  }

  /** Changes an object, or its status, by a function of its current content. */
  StoredObject change(Target target, UnaryOperator<ObjectNode> change, WriteOptions options) {
    while (true) {
      StoredObject before =
          store
              .get(target.type(), target.key())
              .orElseThrow(() -> ApiFailure.notFound(target.type(), target.name()));
      ObjectNode after = changed(target, before, change, options.strict());
      if (!target.subresource().equals("binding")) { // no webhook is for those
        admission.review(AdmissionAct.update(target, after, before.tree(), options));
      }
      Optional<StoredObject> stored =
          store.atomically(
              () ->
                  store
                      .get(target.type(), target.key())
                      .filter(now -> now.revision() == before.revision())
                      .map(now -> replace(target, before, after, options)));
      if (stored.isPresent()) {
        return stored.get();
      }
    }
  }

  /**
   * What an update did.
   *
   * @param object the object as it is now, or was when it went
   * @param created whether the update made it
   */
  record Updated(StoredObject object, boolean created) {}

  /** What an object is to become. */
  private ObjectNode changed(
      Target target, StoredObject before, UnaryOperator<ObjectNode> change, boolean strict) {
    ResourceType type = target.type();
    ObjectNode after = change.apply(before.copy());
    ObjectIdentity.checkIdentity(target, before, after);
    String version = Metadata.of(after).resourceVersion();
    if (!version.isEmpty() && !version.equals(before.metadata().resourceVersion())) {
      throw ApiFailure.modified(type, target.name());
    }
    if (target.isStatus()) {
      return rules.prepareStatus(type, before.tree(), after);
    }
    rules.prepareUpdate(type, before.tree(), after, strict);
    if (type.is(BuiltInTypes.PODS) && target.subresource().isEmpty()) {
      ObjectIdentity.checkNode(target, before.tree(), after);
    }
    return after;
  }

  private StoredObject replace(
      Target target, StoredObject before, ObjectNode after, WriteOptions options) {
    ResourceType type = target.type();
    if (after.equals(before.tree())) {
      return before; // nothing to write: the resource version stays
    }
    if (options.dryRun()) {
      return new StoredObject(type, after, before.revision());
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
