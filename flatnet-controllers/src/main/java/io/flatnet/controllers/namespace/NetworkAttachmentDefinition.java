package io.flatnet.controllers.namespace;

import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A network that pods can be attached to by its name, as the Network Plumbing Working Group's
 * de-facto standard, version 1.3, section 3.1, has it. Read and written by the client's Gson; what
 * of it is not known here is lost, so an object that is there is patched, never replaced.
 *
 * <p>Its metadata is mutable; an object that a cache gave must not be changed.
 */
public final class NetworkAttachmentDefinition implements KubernetesObject {
  /** The resource. */
  public static final ResourceType<NetworkAttachmentDefinition> RESOURCE =
      new ResourceType<>(
          "k8s.cni.cncf.io",
          "v1",
          "NetworkAttachmentDefinition",
          "network-attachment-definitions",
          true,
          NetworkAttachmentDefinition.class,
          Items.class);

  private @Nullable String apiVersion = RESOURCE.apiVersion();
  private @Nullable String kind = RESOURCE.kind();
  private @Nullable V1ObjectMeta metadata;
  private @Nullable Spec spec;

  /** What is asked for. */
  private static final class Spec {
    private @Nullable String config;
  }

  /** For Gson, which sets the fields. */
  private NetworkAttachmentDefinition() {}

  /** A definition with this metadata and CNI configuration. */
  public NetworkAttachmentDefinition(V1ObjectMeta metadata, @Nullable String config) {
    this.metadata = metadata;
    if (config != null) {
      Spec own = new Spec();
      own.config = config;
      this.spec = own;
    }
  }

  @Override
  public String getApiVersion() {
    return Objects.requireNonNullElse(apiVersion, RESOURCE.apiVersion());
  }

  @Override
  public String getKind() {
    return Objects.requireNonNullElse(kind, RESOURCE.kind());
  }

  @Override
  public V1ObjectMeta getMetadata() {
    return Objects.requireNonNullElseGet(metadata, V1ObjectMeta::new);
  }

  /** The CNI configuration, a JSON text; empty when there is none. */
  public String config() {
    return spec == null || spec.config == null ? "" : spec.config;
  }

  /** A list as the API server answers it. */
  public static final class Items implements KubernetesListObject {
    private @Nullable V1ListMeta metadata;
    private @Nullable List<NetworkAttachmentDefinition> items;

    @Override
    public V1ListMeta getMetadata() {
      return Objects.requireNonNullElseGet(metadata, V1ListMeta::new);
    }

    @Override
    public List<NetworkAttachmentDefinition> getItems() {
      return Objects.requireNonNullElse(items, List.of());
    }

    @Override
    public String getApiVersion() {
      return RESOURCE.apiVersion();
    }

    @Override
    public String getKind() {
      return RESOURCE.kind() + "List";
    }
  }
}
