package com.example.webhook;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import io.flatnet.webhook.Admission;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.ClusterView;
import io.flatnet.webhook.Holder;
import io.flatnet.webhook.Verdict;
import io.flatnet.webhook.server.CertificateFiles;
import io.flatnet.webhook.server.WebhookServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A webhook of somebody else, which judges flat workloads beside a rule of its own. */
public final class Embedding implements AutoCloseable {
  private final Admission admission;
  private final WebhookServer server;

  public Embedding(Map<String, FlatNetworkSubnet> subnets, CertificateFiles files, int port)
      throws IOException {
    admission = new Admission(new OwnView(subnets));
    server =
        WebhookServer.builder(this::judge, files.identities())
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .start();
  }

  public int port() {
    return server.port();
  }

  /** Our own rule first: in production nobody makes subnets by hand. */
  private Verdict judge(AdmissionRequest request) {
    if (request.kind().equals("FlatNetworkSubnet") && request.name().startsWith("prod-")) {
      return new Verdict.Denied(
          List.of(new Finding("metadata.name", request.name(), "must not begin with prod-", "ask")),
          "cannot make subnet \"" + request.name() + "\": ask the network team");
    }
    return admission.judge(request);
  }

  @Override
  public void close() {
    server.close();
  }

  /** What this program knows: subnets, and nobody who holds an address. */
  private record OwnView(Map<String, FlatNetworkSubnet> subnets) implements ClusterView {
    @Override
    public Optional<FlatNetworkSubnet> subnet(String name) {
      return Optional.ofNullable(subnets.get(name));
    }

    @Override
    public Optional<FlatNetworkSubnet> freshSubnet(String name) {
      return subnet(name); // throw UnknownStateException when the API server does not answer
    }

    @Override
    public Collection<FlatNetworkSubnet> freshSubnets() {
      return subnets.values();
    }

    @Override
    public Collection<Holder> holders(String subnet, IpAddress address) {
      return List.of();
    }

    @Override
    public Collection<Holder> holders(MacAddress mac) {
      return List.of();
    }

    @Override
    public Collection<Holder> holders(String subnet) {
      return List.of();
    }

    @Override
    public boolean hasCronJob(String namespace, String name) {
      return false;
    }
  }
}
