package io.flatnet.apiserver;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The kinds that are served: the built-in ones and those of CustomResourceDefinitions. */
final class TypeRegistry {
  private final Map<String, ResourceType> types = new ConcurrentHashMap<>();

  TypeRegistry(Collection<ResourceType> builtIn) {
    builtIn.forEach(this::register);
  }

  void register(ResourceType type) {
    types.put(key(type.group(), type.version(), type.plural()), type);
  }

  void unregister(ResourceType type) {
    types.remove(key(type.group(), type.version(), type.plural()));
  }

  Optional<ResourceType> find(String group, String version, String plural) {
    return Optional.ofNullable(types.get(key(group, version, plural)));
  }

  /** The kinds of a group and version, by name. */
  List<ResourceType> of(String group, String version) {
    return all().stream()
        .filter(type -> type.group().equals(group) && type.version().equals(version))
        .toList();
  }

  /** All kinds, by group and name. */
  List<ResourceType> all() {
    return types.values().stream()
        .sorted(Comparator.comparing(ResourceType::group).thenComparing(ResourceType::plural))
        .toList();
  }

  /** The versions of a group that is served; empty for others. */
  List<String> versions(String group) {
    return all().stream()
        .filter(type -> type.group().equals(group))
        .map(ResourceType::version)
        .distinct()
        .toList();
  }

  private static String key(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }
}
