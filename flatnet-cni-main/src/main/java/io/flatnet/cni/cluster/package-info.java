/**
 * The plugin's few requests to a Kubernetes API server, over HTTP/1.1 connections of our own with
 * the codec of {@code io.flatnet.api}: the official client's model registry costs a node tens of
 * megabytes and a cold start a second, for a read, a watch and a patch.
 */
@NullMarked
package io.flatnet.cni.cluster;

import org.jspecify.annotations.NullMarked;
