/**
 * The plugin's few requests to a Kubernetes API server. They go through the official client's HTTP
 * client with our own codec: its model registry costs a node tens of megabytes and a cold start a
 * second, for three calls on one kind.
 */
@NullMarked
package io.flatnet.cni.cluster;

import org.jspecify.annotations.NullMarked;
