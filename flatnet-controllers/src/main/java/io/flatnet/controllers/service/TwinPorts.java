package io.flatnet.controllers.service;

import io.flatnet.controllers.endpoint.FlatServices;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ports of a twin. Pure. */
final class TwinPorts {
  private static final int MAX_PORT = 65535;
  private static final String TCP = "TCP";

  private TwinPorts() {}

  /** A port that has no next one. */
  static final class Unraisable extends Exception {
    private static final long serialVersionUID = 1L;

    Unraisable(String message) {
      super(message);
    }
  }

  /** Ports as they are compared: what the API server fills in does not count. */
  record Port(String name, String protocol, int number, String target, String appProtocol) {
    static List<Port> of(V1Service service) {
      List<Port> ports = new ArrayList<>();
      for (V1ServicePort port : FlatServices.ports(service)) {
        int number = Objects.requireNonNullElse(port.getPort(), 0);
        ports.add(
            new Port(
                Objects.requireNonNullElse(port.getName(), ""),
                Objects.requireNonNullElse(port.getProtocol(), TCP),
                number,
                targetOf(port).toString(),
                Objects.requireNonNullElse(port.getAppProtocol(), "")));
      }
      return ports;
    }
  }

  /**
   * The ports of an original's twin: the same, without node ports; of a headless original one
   * higher, number and target, but for a target that has a name.
   */
  static List<V1ServicePort> of(V1Service original) throws Unraisable {
    int raise = FlatServices.isHeadless(original) ? 1 : 0;
    List<V1ServicePort> ports = new ArrayList<>();
    for (V1ServicePort port : FlatServices.ports(original)) {
      ports.add(
          new V1ServicePort()
              .name(port.getName())
              .protocol(port.getProtocol())
              .appProtocol(port.getAppProtocol())
              .port(raised(Objects.requireNonNullElse(port.getPort(), 0), raise))
              .targetPort(raised(targetOf(port), raise)));
    }
    return ports;
  }

  /** The target port; without one it is the port itself. */
  private static IntOrString targetOf(V1ServicePort port) {
    @Nullable IntOrString target = port.getTargetPort();
    return target == null ? new IntOrString(Objects.requireNonNullElse(port.getPort(), 0)) : target;
  }

  private static IntOrString raised(IntOrString target, int raise) throws Unraisable {
    return target.isInteger() ? new IntOrString(raised(target.getIntValue(), raise)) : target;
  }

  private static int raised(int port, int raise) throws Unraisable {
    if (port + raise > MAX_PORT) {
      throw new Unraisable(
          "each port of a headless Service is raised by one, to "
              + MAX_PORT
              + " at most, got "
              + port
              + "; use a lower port");
    }
    return port + raise;
  }
}
