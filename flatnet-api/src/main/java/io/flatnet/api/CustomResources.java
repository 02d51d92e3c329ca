package io.flatnet.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The CustomResourceDefinitions of both resources, as YAML beside this class. */
public enum CustomResources {
  /** The definition of FlatNetworkSubnets. */
  SUBNETS("/crds/flatnetworksubnets.yaml"),
  /** The definition of FlatNetworkIPs. */
  IPS("/crds/flatnetworkips.yaml");

  private final String path;

  CustomResources(String path) {
    this.path = path;
  }

  /** The class path resource. */
  public String path() {
    return path;
  }

  /**
   * The definition, one YAML document.
   *
   * @throws IllegalStateException if the jar has lost it
   */
  public String yaml() {
    try (InputStream in = CustomResources.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(
            "cannot read the definition \""
                + path
                + "\": it must be in flatnet-api's jar; build it anew");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the definition \"" + path + "\"", e);
    }
  }
}
