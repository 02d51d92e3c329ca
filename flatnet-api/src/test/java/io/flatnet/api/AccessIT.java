package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewSpec;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewStatus;
import io.kubernetes.client.util.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real API server says to the roles of the operator and the agent. */
@Requires(Part.CONTROL_PLANE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {
  private AuthorizationV1Api authorization = new AuthorizationV1Api();

  @BeforeAll
  void grant(ControlPlane controlPlane) throws Exception {
    controlPlane.apply(
        Path.of(System.getProperty("flatnet.root", ".."), "distribution", "manifests"));
    ApiClient client = Config.fromConfig(controlPlane.kubeconfig("admin").toString());
    authorization = new AuthorizationV1Api(client);
  }

  /** Which of the verbs are; namespace {@code -} is the whole cluster. */
  private List<String> allowed(
      String account, String verbs, String group, String resource, String namespace, String name)
      throws Exception {
    List<String> allowed = new ArrayList<>();
    for (String verb : verbs.split(" ", -1)) {
      if (isAllowed(account, verb, group, resource, namespace, name)) {
        allowed.add(verb);
      }
    }
    return allowed;
  }

  private boolean isAllowed(
      String account, String verb, String group, String resource, String namespace, String name)
      throws Exception {
    String[] parts = resource.split("/", 2);
    V1ResourceAttributes attributes =
        new V1ResourceAttributes().verb(verb).group(group).resource(parts[0]).name(name);
    if (parts.length == 2) {
      attributes.subresource(parts[1]);
    }
    if (!namespace.equals("-")) {
      attributes.namespace(namespace);
    }
    String user = "system:serviceaccount:" + FlatNetwork.NAMESPACE + ":" + account;
    V1SubjectAccessReviewStatus status =
        authorization
            .createSubjectAccessReview(
                new V1SubjectAccessReview()
                    .spec(
                        new V1SubjectAccessReviewSpec()
                            .user(user)
                            .groups(
                                List.of(
                                    "system:serviceaccounts",
                                    "system:serviceaccounts:" + FlatNetwork.NAMESPACE,
                                    "system:authenticated"))
                            .resourceAttributes(attributes)))
            .execute()
            .getStatus();
    return status != null && status.getAllowed();
  }

  @ParameterizedTest
  @CsvSource({
    "get list watch create update patch delete, flatnetwork.pandaria.io, flatnetworkips, default,"
        + " ''",
    "list watch, flatnetwork.pandaria.io, flatnetworkips, -, ''",
    "update, flatnetwork.pandaria.io, flatnetworkips/status, default, ''",
    "get list watch patch, flatnetwork.pandaria.io, flatnetworksubnets, cattle-flat-network, ''",
    "update, flatnetwork.pandaria.io, flatnetworksubnets/status, cattle-flat-network, ''",
    "list watch, flatnetwork.pandaria.io, flatnetworksubnets, -, ''",
    "list watch, macvlan.cluster.cattle.io, macvlansubnets, -, ''",
    "list watch, macvlan.cluster.cattle.io, macvlanips, -, ''",
    "get list watch patch delete, '', pods, default, ''",
    "list watch, '', pods, -, ''",
    "get list watch, '', namespaces, -, ''",
    "get, '', nodes, -, ''",
    "create patch, '', events, default, ''",
    "get list watch patch, apps, deployments, -, ''",
    "get list watch patch, apps, daemonsets, -, ''",
    "get list watch patch, apps, statefulsets, -, ''",
    "get list watch patch, batch, cronjobs, -, ''",
    "get list watch patch, batch, jobs, -, ''",
    "get list watch create patch delete, '', services, -, ''",
    "list watch create update delete, discovery.k8s.io, endpointslices, -, ''",
    "list watch create update delete, '', endpoints, -, ''",
    "list watch, networking.k8s.io, ingresses, -, ''",
    "list watch create patch, k8s.cni.cncf.io, network-attachment-definitions, -, ''",
    "create, coordination.k8s.io, leases, cattle-flat-network, ''",
    "get update, coordination.k8s.io, leases, cattle-flat-network,"
        + " rancher-flat-network-operator",
    "create, '', secrets, cattle-flat-network, ''",
    "get update, '', secrets, cattle-flat-network, rancher-flat-network-webhook-certs",
    "create, admissionregistration.k8s.io, validatingwebhookconfigurations, -, ''",
    "get update, admissionregistration.k8s.io, validatingwebhookconfigurations, -,"
        + " rancher-flat-network-subnets-validating-config",
  })
  void access_ofOperator_isGranted(
      String verbs, String group, String resource, String namespace, String name) throws Exception {
    assertThat(allowed(FlatNetwork.OPERATOR_NAME, verbs, group, resource, namespace, name))
        .as(resource)
        .containsExactly(verbs.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    "create update delete deletecollection, flatnetwork.pandaria.io, flatnetworksubnets,"
        + " cattle-flat-network, ''",
    "update patch, flatnetwork.pandaria.io, flatnetworksubnets, default, ''",
    "deletecollection, flatnetwork.pandaria.io, flatnetworkips, default, ''",
    "create update, '', pods, default, ''",
    "create, '', pods/exec, default, ''",
    "get list watch, '', secrets, cattle-flat-network, ''",
    "get update patch delete, '', secrets, cattle-flat-network, another",
    "list watch patch delete, '', secrets, cattle-flat-network, rancher-flat-network-webhook-certs",
    "create get, '', secrets, default, rancher-flat-network-webhook-certs",
    "get list watch update patch delete, admissionregistration.k8s.io,"
        + " validatingwebhookconfigurations, -, another",
    "list watch patch delete, admissionregistration.k8s.io, validatingwebhookconfigurations, -,"
        + " rancher-flat-network-subnets-validating-config",
    "create get update, admissionregistration.k8s.io, mutatingwebhookconfigurations, -, ''",
    "list watch update patch delete, '', nodes, -, ''",
    "update patch delete, '', namespaces, -, ''",
    "get list watch update, apps, replicasets, default, ''",
    "create update delete deletecollection, apps, deployments, default, ''",
    "create update delete deletecollection, apps, daemonsets, default, ''",
    "create update delete deletecollection, apps, statefulsets, default, ''",
    "create update delete deletecollection, batch, cronjobs, default, ''",
    "create update delete deletecollection, batch, jobs, default, ''",
    "get update delete deletecollection, k8s.cni.cncf.io, network-attachment-definitions, default, ''",
    "patch, apps, deployments/scale, default, ''",
    "patch, apps, deployments/status, default, ''",
    "update deletecollection, '', services, default, ''",
    "update patch, '', services/status, default, ''",
    "get deletecollection, discovery.k8s.io, endpointslices, default, ''",
    "get deletecollection, '', endpoints, default, ''",
    "create update patch delete, networking.k8s.io, ingresses, default, ''",
    "get update, coordination.k8s.io, leases, cattle-flat-network, another",
    "create, coordination.k8s.io, leases, default, ''",
    "get create, rbac.authorization.k8s.io, clusterroles, -, ''",
    "get update, apiextensions.k8s.io, customresourcedefinitions, -, ''",
  })
  void access_ofOperator_isRefused(
      String verbs, String group, String resource, String namespace, String name) throws Exception {
    assertThat(allowed(FlatNetwork.OPERATOR_NAME, verbs, group, resource, namespace, name))
        .as(resource)
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "get list watch, flatnetwork.pandaria.io, flatnetworkips, default, ''",
    "patch, flatnetwork.pandaria.io, flatnetworkips/status, default, ''",
    "get list watch, flatnetwork.pandaria.io, flatnetworksubnets, cattle-flat-network, ''",
    "create patch, '', events, default, ''",
  })
  void access_ofAgent_isGranted(
      String verbs, String group, String resource, String namespace, String name) throws Exception {
    assertThat(allowed(FlatNetwork.CNI_NAME, verbs, group, resource, namespace, name))
        .as(resource)
        .containsExactly(verbs.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    "create update patch delete, flatnetwork.pandaria.io, flatnetworkips, default, ''",
    "get update patch delete, flatnetwork.pandaria.io, flatnetworksubnets, default, ''",
    "update patch, flatnetwork.pandaria.io, flatnetworksubnets, cattle-flat-network, ''",
    "update patch, flatnetwork.pandaria.io, flatnetworksubnets/status, cattle-flat-network, ''",
    "get list watch patch delete, '', pods, default, ''",
    "get list, '', secrets, cattle-flat-network, ''",
    "get list patch, '', nodes, -, ''",
    "create get update, coordination.k8s.io, leases, cattle-flat-network,"
        + " rancher-flat-network-operator",
  })
  void access_ofAgent_isRefused(
      String verbs, String group, String resource, String namespace, String name) throws Exception {
    assertThat(allowed(FlatNetwork.CNI_NAME, verbs, group, resource, namespace, name))
        .as(resource)
        .isEmpty();
  }
}
