package io.flatnet.controllers.ledger;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.ClusterStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
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
 * @param clock the time for {@code allocatedTimeStamp}, UTC, and for pauses
 * @param jitter from 0 to 1, each time another: how long the pauses of leaders are that are in each
 *     other's way. Called by many threads
 */
public record LedgerContext(
    ClusterStore store,
    SubnetAssessor assessor,
    Function<FlatNetworkIP, Optional<String>> workloads,
    LedgerListener listener,
    Executor publishers,
    InstantSource clock,
    DoubleSupplier jitter) {}
