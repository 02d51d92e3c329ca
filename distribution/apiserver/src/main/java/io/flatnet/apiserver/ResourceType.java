package io.flatnet.apiserver;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of objects that is served, and how it behaves.
 *
 * @param group the API group, empty for core
 * @param version the one version that is served
 * @param plural its name in paths
 * @param singular its name for people
 * @param kind its name in objects
 * @param namespaced whether its objects live in namespaces
 * @param shortNames what {@code kubectl} takes for it too
 * @param traits how it differs from the plain case
 * @param fieldSelectors the field selectors that it takes besides name and namespace
 * @param schema what its objects must look like; null if anything goes
 * @param columns what {@code kubectl get} shows besides the name
 */
record ResourceType(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    boolean namespaced,
    List<String> shortNames,
    Set<Trait> traits,
    Set<String> fieldSelectors,
    @Nullable StructuralSchema schema,
    List<TableColumn> columns) {

  /** A way in which a kind differs from the plain case. */
  enum Trait {
    /** It is defined by a CustomResourceDefinition. */
    CUSTOM,
    /** It has a status subresource, so that its main endpoint leaves the status alone. */
    STATUS,
    /** It counts changes of its spec in {@code metadata.generation}. */
    GENERATION,
    /** A PUT without a resourceVersion overwrites whatever is there. */
    UNCONDITIONAL_UPDATE,
    /** A PUT makes an object that is not there. */
    CREATE_ON_UPDATE,
    /** A deletion answers with the object rather than with a Status. */
    RETURNS_DELETED,
    /** A deletion leaves a running object to its kubelet. */
    GRACEFUL,
    /** A status write may change labels and annotations as well. */
    STATUS_WITH_METADATA
  }

  ResourceType {
    shortNames = List.copyOf(shortNames);
    traits = Set.copyOf(traits);
    fieldSelectors = Set.copyOf(fieldSelectors);
    columns = List.copyOf(columns);
  }

  /** The same kind with these field selectors. */
  ResourceType withFieldSelectors(String... fields) {
    return new ResourceType(
        group,
        version,
        plural,
        singular,
        kind,
        namespaced,
        shortNames,
        traits,
        Set.of(fields),
        schema,
        columns);
  }

  /** Whether it is the same kind as another, whatever the version and the schema. */
  boolean is(ResourceType other) {
    return group.equals(other.group) && plural.equals(other.plural);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  String listKind() {
    return kind + "List";
  }

  /**
   * Its name in messages about missing objects, such as {@code pods} or {@code
   * leases.coordination.k8s.io}.
   */
  String qualifiedPlural() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /**
   * Its name in messages about invalid objects, such as {@code Pod} or {@code
   * Lease.coordination.k8s.io}.
   */
  String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }
}
