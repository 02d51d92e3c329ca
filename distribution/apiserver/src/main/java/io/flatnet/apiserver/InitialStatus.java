package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The fields that the server itself fills in on new objects of a few built-in kinds. */
final class InitialStatus {
  private InitialStatus() {}

  static void set(ResourceType type, ObjectNode object) {
    if (type.is(BuiltInTypes.PODS)) {
      object.putObject("status").put("phase", "Pending");
    } else if (type.is(BuiltInTypes.NAMESPACES)) {
      object.putObject("status").put("phase", "Active");
      ObjectNode spec = object.withObject("/spec");
      spec.putArray("finalizers").add("kubernetes");
      Metadata metadata = Metadata.of(object);
      // Every namespace carries its own name, so that selectors can find it.
      metadata.fields().withObject("/labels").put("kubernetes.io/metadata.name", metadata.name());
    }
  }
}
