package com.example.growth;

import io.flatnet.controllers.FlatNetworkControllers;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ClusterStore;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The whole operator: flatnet's controllers, and one of our own on the same caches. */
public final class Main {
  private static final GrowthPlan PLAN = new GrowthPlan(75, 4);

  private Main() {}

  public static void main(String[] args) throws Exception {
    ApiClient client = Config.defaultClient(); // KUBECONFIG, or the pod's service account
    FlatNetworkControllers flatnet = FlatNetworkControllers.builder(client).build();
    GrowthController growth =
        new GrowthController(
            flatnet.caches().subnets(),
            ClusterStore.of(new ApiCalls(client, Duration.ofSeconds(15))).subnets(),
            PLAN);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  growth.close();
                  flatnet.close();
                  System.out.println("closed");
                }));
    flatnet.start();
    System.out.println("started as " + (Main.class.getModule().isNamed() ? "a module" : "classes"));
    new CountDownLatch(1).await(); // until SIGTERM
  }
}
