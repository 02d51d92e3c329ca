package io.flatnet.operator;

import com.google.gson.JsonObject;

/** The kinds whose pods may be on a flat network, other than subnets. */
enum FlatKind {
  DEPLOYMENT("apps/v1", "Deployment", "deployments", true),
  DAEMON_SET("apps/v1", "DaemonSet", "daemonsets", true),
  STATEFUL_SET("apps/v1", "StatefulSet", "statefulsets", true),
  JOB("batch/v1", "Job", "jobs", false),
  CRON_JOB("batch/v1", "CronJob", "cronjobs", true),
  POD("v1", "Pod", "pods", true);

  private static final String SPEC =
      "'spec':{'terminationGracePeriodSeconds':0,RESTART'containers':[{'name':'c','image':'none.invalid/c'}]}";

  private final String apiVersion;
  private final String kind;
  private final String plural;
  private final boolean canChange;

  FlatKind(String apiVersion, String kind, String plural, boolean canChange) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.plural = plural;
    this.canChange = canChange;
  }

  String plural() {
    return plural;
  }

  /** Whether the annotations of its pods may change. */
  boolean canChange() {
    return canChange;
  }

  /** Its objects in the namespace {@code default}. */
  String collection() {
    return (apiVersion.contains("/") ? "/apis/" : "/api/")
        + apiVersion
        + "/namespaces/default/"
        + plural;
  }

  /** An object whose pods ask for this; an empty MAC is none. */
  JsonObject object(String name, String subnet, String ip, String mac) {
    String annotations =
        "'annotations':{'flatnetwork.pandaria.io/subnet':'"
            + subnet
            + "','flatnetwork.pandaria.io/ip':'"
            + ip
            + "'"
            + (mac.isEmpty() ? "" : ",'flatnetwork.pandaria.io/mac':'" + mac + "'")
            + ",'k8s.v1.cni.cncf.io/networks':'[{\\\"name\\\":\\\"rancher-flat-network\\\",\\\"interface\\\":\\\"eth1\\\"}]'}";
    String template =
        "'template':{'metadata':{'labels':{'app':'"
            + name
            + "'},"
            + annotations
            + "},"
            + SPEC
            + "}";
    String selector = "'selector':{'matchLabels':{'app':'" + name + "'}},";
    String metadata = "'metadata':{'name':'" + name + "','namespace':'default'";
    String head = "{'apiVersion':'" + apiVersion + "','kind':'" + kind + "',";
    String once = "'restartPolicy':'Never',";
    String text =
        switch (this) {
          case POD ->
              head + metadata + "," + annotations + "}," + SPEC.replace("RESTART", "") + "}";
          case JOB -> head + metadata + "},'spec':{" + template.replace("RESTART", once) + "}}";
          case CRON_JOB ->
              head
                  + metadata
                  + "},'spec':{'schedule':'0 0 1 1 *','jobTemplate':{'spec':{"
                  + template.replace("RESTART", once)
                  + "}}}}";
          case DEPLOYMENT, DAEMON_SET, STATEFUL_SET ->
              head + metadata + "},'spec':{" + selector + template.replace("RESTART", "") + "}}";
        };
    return AdmissionLab.json(text);
  }
}
