package io.flatnet.controllers.migrate;

import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.api.macvlan.MacvlanIPList;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.api.macvlan.MacvlanSubnetList;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1CustomResourceDefinition;
import io.kubernetes.client.openapi.models.V1CustomResourceDefinitionList;

/** The resources of the old system, and the definitions of resources. */
public final class OldResources {
  /** MacvlanSubnets. */
  public static final ResourceType<MacvlanSubnet> SUBNETS =
      new ResourceType<>(
          Macvlan.GROUP,
          Macvlan.VERSION,
          Macvlan.SUBNET_KIND,
          Macvlan.SUBNET_PLURAL,
          true,
          MacvlanSubnet.class,
          MacvlanSubnetList.class);

  /** MacvlanIPs. */
  public static final ResourceType<MacvlanIP> ADDRESSES =
      new ResourceType<>(
          Macvlan.GROUP,
          Macvlan.VERSION,
          Macvlan.IP_KIND,
          Macvlan.IP_PLURAL,
          true,
          MacvlanIP.class,
          MacvlanIPList.class);

  /** CustomResourceDefinitions. */
  public static final ResourceType<V1CustomResourceDefinition> DEFINITIONS =
      new ResourceType<>(
          "apiextensions.k8s.io",
          "v1",
          "CustomResourceDefinition",
          "customresourcedefinitions",
          false,
          V1CustomResourceDefinition.class,
          V1CustomResourceDefinitionList.class);

  private OldResources() {}
}
