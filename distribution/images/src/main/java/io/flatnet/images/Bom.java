package io.flatnet.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;

/**
 * The list of what an image holds (CycloneDX): the libraries that Maven names, without those that
 * are left out of the image, and what is no library of Java.
 */
final class Bom {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final ObjectNode root;

  /**
   * Reads what Maven's plugin wrote.
   *
   * @throws IOException if it cannot be read
   */
  Bom(Path file) throws IOException {
    this.root = (ObjectNode) JSON.readTree(file.toFile());
  }

  /** Leaves out libraries of these names. */
  Bom without(Set<String> names) {
    Iterator<JsonNode> components = components().iterator();
    while (components.hasNext()) {
      if (names.contains(components.next().path("name").asText())) {
        components.remove();
      }
    }
    root.remove("dependencies"); // names what was left out
    return this;
  }

  /**
   * Adds what is no library of Java.
   *
   * @param purl its package URL
   * @param license its licence, by SPDX
   */
  Bom with(String name, String version, String purl, String license) {
    ObjectNode component =
        components()
            .addObject()
            .put("type", "library")
            .put("bom-ref", purl)
            .put("name", name)
            .put("version", version);
    component.putArray("licenses").addObject().put("expression", license);
    component.put("purl", purl);
    return this;
  }

  private ArrayNode components() {
    return root.withArray("components");
  }

  /**
   * Writes it.
   *
   * @throws IOException if it cannot be written
   */
  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), root);
  }
}
