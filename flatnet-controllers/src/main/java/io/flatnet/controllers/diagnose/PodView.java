package io.flatnet.controllers.diagnose;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read about one pod.
 *
 * @param now when
 * @param pod the pod, whole
 * @param podTimes when parts of it were written
 * @param subnet the subnet that it names, or null
 * @param address the FlatNetworkIP of its name, or null
 * @param addressTimes when parts of that were written
 * @param nodeGone whether it has a node of which there is no object
 * @param lease the operator's Lease, or null
 * @param services the Services of its namespace
 * @param slices the operator's slices of its namespace
 * @param events the events of the pod and of its FlatNetworkIP
 */
public record PodView(
    Instant now,
    V1Pod pod,
    WriteTimes podTimes,
    @Nullable FlatNetworkSubnet subnet,
    @Nullable FlatNetworkIP address,
    WriteTimes addressTimes,
    boolean nodeGone,
    @Nullable V1Lease lease,
    List<V1Service> services,
    List<V1EndpointSlice> slices,
    List<CoreV1Event> events) {}
