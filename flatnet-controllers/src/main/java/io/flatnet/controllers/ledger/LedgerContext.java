package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.ClusterStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What all ledgers share.
 *
 * @param store the API server
 * @param assessor judges subnets
 * @param workloads names the workload, {@code <Kind>/<namespace>/<name>}, whose reservation an
 *     object may use
 * @param listener hears what was decided
 * @param publishers runs the writes of one batch beside each other
 * @param clock the time for {@code allocatedTimeStamp}, UTC
 */
public record LedgerContext(
    ClusterStore store,
    SubnetAssessor assessor,
    Function<FlatNetworkIP, Optional<String>> workloads,
    LedgerListener listener,
    Executor publishers,
    InstantSource clock) {}
