package io.flatnet.webhook.certificate;

import com.google.gson.JsonObject;

/** The kinds that have pods' annotations, each where Kubernetes has them. */
enum SentObject {
  DEPLOYMENT(
      "apps", "Deployment", "deployments", "\"selector\": {\"matchLabels\": {\"a\": \"b\"}},"),
  DAEMON_SET("apps", "DaemonSet", "daemonsets", "\"selector\": {\"matchLabels\": {\"a\": \"b\"}},"),
  STATEFUL_SET(
      "apps",
      "StatefulSet",
      "statefulsets",
      "\"serviceName\": \"s\", \"selector\": {\"matchLabels\": {\"a\": \"b\"}},"),
  JOB("batch", "Job", "jobs", ""),
  CRON_JOB("batch", "CronJob", "cronjobs", "\"schedule\": \"0 0 1 1 *\","),
  POD("", "Pod", "pods", "");

  private final String group;
  private final String kind;
  private final String plural;
  private final String spec;

  SentObject(String group, String kind, String plural, String spec) {
    this.group = group;
    this.kind = kind;
    this.plural = plural;
    this.spec = spec;
  }

  String collection() {
    String root = group.isEmpty() ? "/api/v1" : "/apis/" + group + "/v1";
    return root + "/namespaces/default/" + plural;
  }

  String path(String name) {
    return collection() + "/" + name;
  }

  /** Whether its template may be written after it was made. */
  boolean isMutable() {
    return this != JOB;
  }

  JsonObject json(String name, boolean ours) {
    if (this == POD) {
      return WebhookScene.pod(name, ours);
    }
    String policy = group.equals("batch") ? "Never" : "Always";
    String template =
        """
        "template": {"metadata": {"labels": {"a": "b"}, "annotations": %s},
          "spec": {"restartPolicy": "%s",
            "containers": [{"name": "c", "image": "none.invalid/c"}]}}
        """
            .formatted(WebhookScene.annotations(ours), policy);
    return WebhookScene.json(
        """
        {"apiVersion": "%s/v1", "kind": "%s", "metadata": {"name": "%s"}, "spec": {%s %s}}
        """
            .formatted(
                group,
                kind,
                name,
                spec,
                this == CRON_JOB ? "\"jobTemplate\": {\"spec\": {" + template + "}}" : template));
  }

  /** The metadata that has the pods' annotations. */
  JsonObject podMetadata(JsonObject object) {
    JsonObject at =
        switch (this) {
          case POD -> object;
          case CRON_JOB ->
              object
                  .getAsJsonObject("spec")
                  .getAsJsonObject("jobTemplate")
                  .getAsJsonObject("spec")
                  .getAsJsonObject("template");
          case DEPLOYMENT, DAEMON_SET, STATEFUL_SET, JOB ->
              object.getAsJsonObject("spec").getAsJsonObject("template");
        };
    return at.getAsJsonObject("metadata");
  }
}
