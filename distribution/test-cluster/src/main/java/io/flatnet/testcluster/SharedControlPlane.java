package io.flatnet.testcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link ControlPlane} of this JVM; the end of the test run stops it. */
final class SharedControlPlane implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedControlPlane.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlPlane.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(ControlPlane.class, key -> new Holder(), Holder.class)
        .controlPlane;
  }

  /** What the store closes. */
  private static final class Holder implements AutoCloseable {
    private final ControlPlane controlPlane;

    Holder() {
      try {
        controlPlane = ControlPlane.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      controlPlane.close();
    }
  }
}
