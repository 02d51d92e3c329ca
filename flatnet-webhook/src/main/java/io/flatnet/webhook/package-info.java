/**
 * Admission: which objects the cluster takes, and what it says of those that it does not.
 *
 * <p>{@link io.flatnet.webhook.Admission} judges requests with the findings of {@code
 * io.flatnet.ipam}, so that people read the same texts everywhere. What it knows of the cluster it
 * asks a {@link io.flatnet.webhook.ClusterView}; it does no I/O of its own. The operator checks
 * again what was let in, so that nothing depends on anybody having asked.
 */
@NullMarked
package io.flatnet.webhook;

import org.jspecify.annotations.NullMarked;
