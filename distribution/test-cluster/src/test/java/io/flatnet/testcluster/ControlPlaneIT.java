package io.flatnet.testcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows that etcd and kube-apiserver start, tell users apart, and take manifests. */
@Requires(Part.CONTROL_PLANE)
class ControlPlaneIT {
  private static final String WIDGETS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: widgets.test.flatnet.io
      spec:
        group: test.flatnet.io
        scope: Namespaced
        names: {plural: widgets, singular: widget, kind: Widget}
        versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      ---
      apiVersion: test.flatnet.io/v1
      kind: Widget
      metadata: {name: one, namespace: default}
      size: 3
      """;

  @Test
  void get_whenCertificateIsOfAnotherAuthority_isRefused(ControlPlane controlPlane)
      throws Exception {
    CertificateAuthority other = new CertificateAuthority();
    ApiClient stranger =
        new ApiClient(
            controlPlane.server(),
            KubeconfigFile.read(controlPlane.kubeconfig("admin")).authority(),
            other.issueClient("admin", List.of("system:masters")));

    assertThat(stranger.get("/api/v1/namespaces").status()).isEqualTo(401);
  }

  @Test
  void get_whenServiceAccountHasNoRole_isDenied(ControlPlane controlPlane) throws Exception {
    ApiClient.Answer answer = client(controlPlane, "apps/reader").get("/api/v1/namespaces");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("system:serviceaccount:apps:reader");
  }

  @Test
  void get_whenServiceAccountsOfTheNamespaceHaveARole_isAllowed(ControlPlane controlPlane)
      throws Exception {
    controlPlane.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reads-nodes}
        rules: [{apiGroups: [""], resources: [nodes], verbs: [list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: reads-nodes}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reads-nodes}
        subjects: [{kind: Group, name: "system:serviceaccounts:nodes", apiGroup: rbac.authorization.k8s.io}]
        """);

    ApiClient account = client(controlPlane, "nodes/reader");
    await().until(() -> account.get("/api/v1/nodes").status() == 200);
  }

  @Test
  void apply_whenManifestHasACustomResource_storesIt(ControlPlane controlPlane) throws Exception {
    controlPlane.apply(WIDGETS);
    controlPlane.apply(WIDGETS);

    ApiClient admin = client(controlPlane, "admin");
    assertThat(admin.get("/apis/test.flatnet.io/v1/namespaces/default/widgets/one").body())
        .contains("\"size\":3");
  }

  @Test
  void apply_whenObjectIsRefused_namesItAndTheReason(ControlPlane controlPlane) {
    assertThatThrownBy(
            () ->
                controlPlane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: Bad_Name}}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot apply Namespace \"Bad_Name\": 422");
  }

  @Test
  void kubeconfig_whenWritten_isForItsOwnerOnly(ControlPlane controlPlane) throws IOException {
    Path file = controlPlane.kubeconfig("admin");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void kubeconfig_whenUserIsNeitherAdminNorAccount_saysWhatIsPossible(ControlPlane controlPlane) {
    assertThatThrownBy(() -> controlPlane.kubeconfig("bob"))
        .hasMessageContaining("<namespace>/<name>");
  }

  private static ApiClient client(ControlPlane controlPlane, String user) throws Exception {
    KubeconfigFile file = KubeconfigFile.read(controlPlane.kubeconfig(user));
    return new ApiClient(controlPlane.server(), file.authority(), file.identity());
  }
}
