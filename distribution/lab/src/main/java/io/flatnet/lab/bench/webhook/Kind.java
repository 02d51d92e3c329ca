package io.flatnet.lab.bench.webhook;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is asked of the server. */
enum Kind {
  /** {@code GET /ping}: the limit. */
  PING,
  /** The review of a Deployment whose pods take any address. */
  AUTO,
  /** The review of a Deployment that names addresses, and as many MACs. */
  NAMED;

  private static final int NAMES = 5;
  private static final int FREE_HOST = 150;

  /**
   * The body of the n-th request; empty for a ping. Each names another subnet than the one before.
   */
  String body(int number) {
    int place = number % LargeCluster.SUBNETS;
    String subnet = LargeCluster.name(place);
    return switch (this) {
      case PING -> "";
      case AUTO -> review(subnet, "auto", "");
      case NAMED -> review(subnet, addresses(place), macs(number));
    };
  }

  private static String addresses(int subnet) {
    return IntStream.range(0, NAMES)
        .mapToObj(i -> LargeCluster.address(subnet, FREE_HOST + i))
        .collect(Collectors.joining("-"));
  }

  private static String macs(int number) {
    String list =
        IntStream.range(0, NAMES)
            .mapToObj(i -> String.format("02:01:00:00:%02x:%02x", number & 0xff, i))
            .collect(Collectors.joining("-"));
    return ",\"flatnetwork.pandaria.io/mac\":\"" + list + "\"";
  }

  private static String review(String subnet, String addresses, String macs) {
    return """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"705ab4f5-6393-11e8-b7cc-42010a800002",
        "kind":{"group":"apps","version":"v1","kind":"Deployment"},"resource":{"group":"apps","version":"v1","resource":"deployments"},
        "requestKind":{"group":"apps","version":"v1","kind":"Deployment"},"requestResource":{"group":"apps","version":"v1","resource":"deployments"},
        "name":"web","namespace":"default","operation":"CREATE","userInfo":{"username":"admin","groups":["system:masters","system:authenticated"]},
        "object":{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"web","namespace":"default","uid":"8a1c5b1e","generation":1,
        "creationTimestamp":"2026-01-01T00:00:00Z","labels":{"app":"web"}},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"},"annotations":{
        "k8s.v1.cni.cncf.io/networks":"[{\\"name\\":\\"rancher-flat-network\\",\\"interface\\":\\"eth1\\"}]",
        "flatnetwork.pandaria.io/subnet":"%s","flatnetwork.pandaria.io/ip":"%s"%s}},
        "spec":{"containers":[{"name":"web","image":"nginx:1.27","ports":[{"name":"http","containerPort":80,"protocol":"TCP"}],
        "resources":{"limits":{"cpu":"1","memory":"256Mi"},"requests":{"cpu":"100m","memory":"64Mi"}},
        "readinessProbe":{"httpGet":{"path":"/","port":"http","scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},
        "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],
        "restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},
        "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%%","maxSurge":"25%%"}},"revisionHistoryLimit":10,"progressDeadlineSeconds":600},
        "status":{}},"oldObject":null,"dryRun":false,"options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}
        """
        .formatted(subnet, addresses, macs);
  }
}
