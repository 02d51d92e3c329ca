/**
 * The workload controller: labels on Deployments, DaemonSets, StatefulSets, CronJobs and Jobs, and
 * the reservations of the addresses that their pod templates name.
 */
@NullMarked
package io.flatnet.controllers.workload;

import org.jspecify.annotations.NullMarked;
