/**
 * The workload controller: labels on Deployments, DaemonSets, StatefulSets, CronJobs and Jobs, and
 * the reservations of the addresses that their pod templates name.
 *
 * <p>Not API: it may change in any version.
 */
@NullMarked
package io.flatnet.controllers.workload;

import org.jspecify.annotations.NullMarked;
