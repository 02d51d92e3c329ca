/**
 * The API server of a lab run, the manifests that go into it, and the workload controllers that are
 * played on it.
 */
@NullMarked
package io.flatnet.lab.cluster;

import org.jspecify.annotations.NullMarked;
