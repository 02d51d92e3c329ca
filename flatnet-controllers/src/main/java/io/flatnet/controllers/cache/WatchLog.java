package io.flatnet.controllers.cache;

import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.store.Failures;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Says once, not every second, that a resource cannot be watched, and that it can again. */
final class WatchLog {
  private static final Logger log = LoggerFactory.getLogger(WatchLog.class);

  private final String resource;
  private final boolean addOn;
  private String said = "";

  WatchLog(ResourceType<?> type) {
    this.resource = type.rbacName();
    this.addOn = isOfAddOn(type.group());
  }

  synchronized void fails(String verb, ApiException error) {
    Outcome<Object> outcome = Failures.of(error, verb, resource);
    String message =
        switch (outcome) {
          case Outcome.NotFound<Object> _ ->
              resource + ": the API server has no such resource; apply the CRDs; waiting for them";
          case Outcome.Forbidden<Object>(String refused, String what, String why) ->
              why + "; allow verb \"" + refused + "\" on \"" + what + "\" to this service account";
          case Outcome.Failure<Object> failure -> failure.message() + "; trying again";
          case Outcome.Done<Object> _ -> "";
        };
    if (!message.equals(said)) {
      said = message;
      boolean isExpected = addOn && outcome instanceof Outcome.NotFound;
      log.atLevel(isExpected ? Level.INFO : Level.WARN).log(message);
    }
  }

  /** Whether a cluster may well be without the resource: it is neither Kubernetes' own nor ours. */
  private static boolean isOfAddOn(String group) {
    boolean isKubernetes = !group.contains(".") || group.endsWith(".k8s.io");
    return !isKubernetes && !group.equals(FlatNetwork.GROUP);
  }

  synchronized void works() {
    if (!said.isEmpty()) {
      said = "";
      log.info("{}: listed", resource);
    }
  }
}
