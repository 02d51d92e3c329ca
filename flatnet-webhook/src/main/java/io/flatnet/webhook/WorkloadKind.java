package io.flatnet.webhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of objects that make pods, and pods themselves. */
enum WorkloadKind {
  DEPLOYMENT("apps", "Deployment"),
  DAEMON_SET("apps", "DaemonSet"),
  STATEFUL_SET("apps", "StatefulSet"),
  JOB("batch", "Job"),
  CRON_JOB("batch", "CronJob"),
  POD("", "Pod");

  private static final String SPEC = "spec";

  private final String group;
  private final String kind;

  WorkloadKind(String group, String kind) {
    this.group = group;
    this.kind = kind;
  }

  /** The kind of that name; empty for one that makes no pods. */
  static Optional<WorkloadKind> of(String group, String kind) {
    for (WorkloadKind one : values()) {
      if (one.kind.equals(kind) && one.group.equals(group)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** The name as objects bear it. */
  String kind() {
    return kind;
  }

  /** The metadata of the pods to come. */
  ObjectReader podMetadata(ObjectReader object) {
    return switch (this) {
      case POD -> object.object("metadata");
      case CRON_JOB -> jobSpec(object).object("template").object("metadata");
      case DEPLOYMENT, DAEMON_SET, STATEFUL_SET, JOB ->
          object.object(SPEC).object("template").object("metadata");
    };
  }

  /** How many pods there are to be at once; null when the nodes decide. */
  @Nullable Long pods(ObjectReader object) {
    return switch (this) {
      case POD -> Long.valueOf(1);
      case DAEMON_SET -> null;
      case DEPLOYMENT, STATEFUL_SET -> orOne(object.object(SPEC).count("replicas"));
      case JOB -> parallel(object.object(SPEC));
      case CRON_JOB -> parallel(jobSpec(object));
    };
  }

  private static ObjectReader jobSpec(ObjectReader object) {
    return object.object(SPEC).object("jobTemplate").object(SPEC);
  }

  /** A Job never runs more pods than are to complete. */
  private static Long parallel(ObjectReader jobSpec) {
    Long parallelism = orOne(jobSpec.count("parallelism"));
    Long completions = jobSpec.count("completions");
    return completions == null ? parallelism : Long.valueOf(Math.min(parallelism, completions));
  }

  private static Long orOne(@Nullable Long count) {
    return count == null ? Long.valueOf(1) : count;
  }
}
