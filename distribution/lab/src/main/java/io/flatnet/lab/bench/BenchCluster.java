package io.flatnet.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.ipam.IpAddress;
import io.flatnet.lab.Teardown;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.cluster.KubeObjects;
import io.flatnet.lab.cluster.LabClusters;
import io.flatnet.lab.cluster.Manifests;
import io.flatnet.lab.cluster.ResourceKind;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What ours talks to: an API server in a process of its own, with one subnet and addresses that are
 * given already.
 *
 * <p>Not thread-safe.
 */
final class BenchCluster {
  static final String GATEWAY = "10.10.0.1";
  static final int PREFIX_LENGTH = 16;

  private static final String SUBNET = "bench";
  private static final int FIRST_ADDRESS = 0x0a0a0100; // 10.10.1.0

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path kubeconfig;
  private final KubeObjects objects;
  private int pods;

  private BenchCluster(Path kubeconfig) throws IOException {
    this.kubeconfig = kubeconfig;
    this.objects = new KubeObjects(LabClusters.client(kubeconfig));
  }

  /** Starts the API server and makes definitions, namespace and subnet. */
  static BenchCluster start(Path directory, BenchNetwork network, Teardown teardown)
      throws IOException {
    Path files = Files.createDirectories(directory.resolve("apiserver"));
    Process server =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + File.separator + "bin/java",
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ApiServerMain.class.getName(),
                    files.toString()))
            .redirectError(files.resolve("log").toFile())
            .start();
    AutoCloseable stop = () -> server.destroyForcibly().waitFor();
    teardown.add(stop);
    BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
    String kubeconfig = output.readLine();
    if (kubeconfig == null) {
      throw new IOException(
          "cannot start the API server: " + Files.readString(files.resolve("log")));
    }
    BenchCluster cluster = new BenchCluster(Path.of(kubeconfig));
    cluster.prepare(network);
    return cluster;
  }

  /** How the agent reaches the API server. */
  Path kubeconfig() {
    return kubeconfig;
  }

  private void prepare(BenchNetwork network) throws IOException {
    for (KubeObject definition : Manifests.definitions()) {
      objects.create(definition);
    }
    objects.create(
        parse(
            """
            {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"cattle-flat-network"}}"""));
    KubeObject subnet =
        objects.create(
            parse(
                """
                {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkSubnet",
                 "metadata":{"name":"%s","namespace":"cattle-flat-network"},
                 "spec":%s}"""
                    .formatted(SUBNET, network.subnetSpec())));
    objects.patchStatus(
        subnet, json("{\"status\":{\"phase\":\"Active\",\"gateway\":\"%s\"}}".formatted(GATEWAY)));
  }

  /** Makes the FlatNetworkIP of a pod, with its address in it, as the operator leaves it. */
  BenchPod createPod(Path networkNamespace) throws IOException {
    String name = "pod-" + pods;
    String uid = "00000000-0000-4000-8000-%012d".formatted(pods);
    IpAddress address = IpAddress.ofIpv4(FIRST_ADDRESS + pods);
    pods++;
    KubeObject claim =
        objects.create(
            parse(
                """
                {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkIP",
                 "metadata":{"name":"%s","namespace":"default"},
                 "spec":{"subnet":"%s","podId":"%s"}}"""
                    .formatted(name, SUBNET, uid)));
    objects.patchStatus(
        claim, json("{\"status\":{\"phase\":\"Pending\",\"addr\":\"%s\"}}".formatted(address)));
    return new BenchPod(name, uid, address, networkNamespace);
  }

  /** Whether the agent noted that the pod's interface is up. */
  boolean isActive(BenchPod pod) throws IOException {
    return objects
        .find(ResourceKind.ADDRESS, "default", pod.name())
        .filter(claim -> claim.json().at("/status/phase").asText().equals("Active"))
        .isPresent();
  }

  private KubeObject parse(String text) throws IOException {
    return KubeObject.of(json(text));
  }

  private JsonNode json(String text) throws IOException {
    return mapper.readTree(text);
  }
}
