/**
 * Admission: which objects the cluster takes, and what it says of those that it does not.
 *
 * <p>Pure functions over the findings of {@code io.flatnet.ipam}: no I/O. Subnets are judged;
 * workloads and pods are not, and there is no server here that answers an API server's calls. Until
 * there is one, the operator's own checks, which are the same, mark a wrong subnet {@code Failed}.
 */
@NullMarked
package io.flatnet.webhook;

import org.jspecify.annotations.NullMarked;
