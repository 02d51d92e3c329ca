package io.flatnet.apiserver;

import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract, kept by kube-apiserver and kube-controller-manager: so it is the true one. */
@Requires({Part.CONTROL_PLANE, Part.CONTROLLER_MANAGER})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealApiServerIT extends ApiServerContract {
  @SuppressWarnings("NullAway.Init")
  private ApiUnderTest api;

  @BeforeAll
  void start(ControlPlane controlPlane) throws IOException {
    controlPlane.startControllerManager();
    api = ApiUnderTest.of(controlPlane.kubeconfig("admin"));
    Widgets.define(api);
  }

  @Override
  public ApiUnderTest api() {
    return api;
  }
}
