/**
 * A small Kubernetes API server in memory, for the demo and for tests.
 *
 * <p>{@link io.flatnet.apiserver.EmbeddedApiServer} speaks the part of the API that our clients use
 * exactly as kube-apiserver does; the contract suite among the tests runs against both. What it
 * does not speak it answers with 501 and a message that says so. Differences that are on purpose:
 * objects of built-in kinds are stored as they come (no defaults, no validation of their specs),
 * nothing is authorised beyond the bearer token, there are no managed fields, and owner garbage
 * collection and the emptying of deleted namespaces, which kube-controller-manager does in a
 * cluster, are built in and ask no webhook.
 *
 * <p>Validating webhooks that are stored are asked as by the real one. Not there are: mutating
 * webhooks and policies, conditions beyond those of flatnet's own configuration (there is no CEL),
 * Services other than {@code ExternalName}, subresources other than the status, and {@code
 * matchPolicy}, as each kind has one version. A configuration that needs the second or fourth is
 * refused when it is stored.
 */
@NullMarked
package io.flatnet.apiserver;

import org.jspecify.annotations.NullMarked;
