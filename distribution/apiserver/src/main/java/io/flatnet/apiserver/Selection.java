package io.flatnet.apiserver;

/**
 * Which objects of a kind a list or watch is about.
 *
 * @param type the kind
 * @param namespace one namespace, or empty for all
 * @param labels what their labels must be
 * @param fields what their fields must be
 */
record Selection(ResourceType type, String namespace, LabelSelector labels, FieldSelector fields) {
  /**
   * The selection that a request's path and parameters describe.
   *
   * @throws ApiFailure 400 if a selector is malformed
   */
  static Selection of(Target target, ApiRequest request) {
    return new Selection(
        target.type(),
        target.namespace(),
        LabelSelector.parse(request.parameter("labelSelector")),
        FieldSelector.parse(request.parameter("fieldSelector"), target.type()));
  }

  boolean matches(StoredObject object) {
    return (namespace.isEmpty() || object.metadata().namespace().equals(namespace))
        && labels.matches(object.metadata().labels())
        && fields.matches(object.tree());
  }

  /** Whether nothing but the kind and namespace is asked for. */
  boolean isWhole() {
    return labels.requirements().isEmpty() && fields.terms().isEmpty();
  }
}
