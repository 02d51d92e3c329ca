package io.flatnet.apiserver;

import java.util.List;

/** Finds what a path points at. Source: the Kubernetes API concepts, "Resource URIs". */
final class Router {
  private final TypeRegistry types;

  Router(TypeRegistry types) {
    this.types = types;
  }

  /**
   * The kind and object of a path below {@code /api/<version>} or {@code /apis/<group>/<version>}.
   *
   * @throws ApiFailure 404 if nothing is served there
   */
  Target resolve(List<String> segments) {
    boolean core = segments.getFirst().equals("api");
    String group = core ? "" : segments.get(1);
    String version = segments.get(core ? 1 : 2);
    List<String> rest = segments.subList(core ? 2 : 3, segments.size());
    return rest.size() >= 3 && rest.getFirst().equals("namespaces") && !isOfNamespace(rest)
        ? target(group, version, rest.get(1), rest.subList(2, rest.size()), true)
        : target(group, version, "", rest, false);
  }

  /** Whether the third part is a subresource of a namespace rather than a kind within it. */
  private static boolean isOfNamespace(List<String> rest) {
    return rest.size() == 3 && (rest.get(2).equals("status") || rest.get(2).equals("finalize"));
  }

  private Target target(
      String group, String version, String namespace, List<String> rest, boolean inNamespace) {
    if (rest.size() > 3) {
      throw ApiFailure.noSuchPath();
    }
    ResourceType type =
        types
            .find(group, version, rest.getFirst())
            .orElseThrow(() -> UnservedTypes.failure(group, rest.getFirst()));
    String name = rest.size() > 1 ? rest.get(1) : "";
    String subresource = rest.size() > 2 ? rest.get(2) : "";
    boolean needsNamespace = type.namespaced() && !name.isEmpty();
    if (inNamespace ? !type.namespaced() : needsNamespace) {
      throw ApiFailure.noSuchPath();
    }
    return new Target(type, namespace, name, subresource);
  }
}
