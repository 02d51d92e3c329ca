package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What was read of a cluster. Of FlatNetworkIPs, pods and slices the parts suffice that {@link
 * ClusterReader} reads.
 *
 * @param now when
 * @param before the subnets, read before the FlatNetworkIPs: what their ledgers have in this list
 *     and in {@code subnets} was there all the while
 * @param subnets the subnets, read after the FlatNetworkIPs
 * @param addresses the FlatNetworkIPs
 * @param pods the pods that have not ended
 * @param workloads the workloads that exist of those that have reservations, {@code
 *     <Kind>/<namespace>/<name>}
 * @param services the Services
 * @param slices the EndpointSlices that the operator writes
 */
public record ClusterPicture(
    Instant now,
    List<FlatNetworkSubnet> before,
    List<FlatNetworkSubnet> subnets,
    List<FlatNetworkIP> addresses,
    List<V1Pod> pods,
    Set<String> workloads,
    List<V1Service> services,
    List<V1EndpointSlice> slices) {}
