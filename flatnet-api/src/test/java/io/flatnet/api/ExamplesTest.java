package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flatnet.api.wire.WireJson;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetCheck;
import io.flatnet.ipam.SubnetDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples in docs/macvlan and docs/ipvlan fit the types, the rules and each other. */
@ParameterizedClass
@ValueSource(strings = {"macvlan", "ipvlan"})
class ExamplesTest {
  private static final Path DOCS = Path.of(System.getProperty("flatnet.root", ".."), "docs");

  private final String kindOfLinks;

  /** What a file holds: {@code kubectl} reads the files of a directory in the order of names. */
  private final List<JsonNode> objects;

  ExamplesTest(String kindOfLinks) {
    this.kindOfLinks = kindOfLinks;
    this.objects = objects(DOCS.resolve(kindOfLinks));
  }

  private static List<JsonNode> objects(Path directory) {
    YAMLMapper yaml = new YAMLMapper();
    List<JsonNode> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
          documents.forEachRemaining(objects::add);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("the examples must be readable", e);
    }
    return objects;
  }

  private static String kind(JsonNode object) {
    return object.path("kind").asText();
  }

  private List<FlatNetworkSubnet> subnets() throws Exception {
    List<FlatNetworkSubnet> subnets = new ArrayList<>();
    for (JsonNode object : objects) {
      if (kind(object).equals(FlatNetwork.SUBNET_KIND)) {
        subnets.add(WireJson.read(object, FlatNetworkSubnet.class));
      }
    }
    return subnets;
  }

  /** The pods themselves, and the templates of those that workloads make. */
  private List<JsonNode> pods() {
    return objects.stream()
        .filter(o -> o.at("/spec/template/spec").isObject() || kind(o).equals("Pod"))
        .map(o -> kind(o).equals("Pod") ? o : o.at("/spec/template"))
        .toList();
  }

  private static FlatNetworkWish.Wanted wish(JsonNode pod) {
    Map<String, String> annotations =
        pod.at("/metadata/annotations").properties().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asText()));
    FlatNetworkWish wish = FlatNetworkWish.of(annotations);
    assertThat(wish).isInstanceOf(FlatNetworkWish.Wanted.class);
    return (FlatNetworkWish.Wanted) wish;
  }

  @Test
  void subnets_ofBothFamilies_areLegalBesideEachOther() throws Exception {
    List<FlatNetworkSubnet> subnets = subnets();
    List<SubnetDraft> drafts = subnets.stream().map(SubnetValues::draft).toList();

    assertThat(subnets).hasSizeGreaterThanOrEqualTo(2);
    for (FlatNetworkSubnet subnet : subnets) {
      SubnetDraft draft = SubnetValues.draft(subnet);
      assertThat(subnet.getApiVersion()).isEqualTo(FlatNetwork.API_VERSION);
      assertThat(subnet.getMetadata().getNamespace()).isEqualTo(FlatNetwork.NAMESPACE);
      assertThat(subnet.spec().getFlatMode()).isEqualTo(kindOfLinks);
      assertThat(SubnetValues.shapeFindings(subnet)).isEmpty();
      assertThat(SubnetCheck.check(draft, drafts)).isEmpty();
      assertThat(SubnetCheck.warnings(draft)).isEmpty();
      assertThat(subnet.getOtherFields()).isEmpty();
      assertThat(subnet.spec().getOtherFields()).as("fields that no type knows").isEmpty();
    }
    assertThat(drafts.stream().map(d -> d.toRules(Map.of()).prefix().family()).distinct())
        .hasSize(2);
  }

  @Test
  void subnets_besideThoseOfTheOtherDirectory_areLegal() throws Exception {
    List<SubnetDraft> all = new ArrayList<>();
    for (String directory : List.of("macvlan", "ipvlan")) {
      for (JsonNode object : objects(DOCS.resolve(directory))) {
        if (kind(object).equals(FlatNetwork.SUBNET_KIND)) {
          all.add(SubnetValues.draft(WireJson.read(object, FlatNetworkSubnet.class)));
        }
      }
    }
    for (SubnetDraft draft : all) {
      assertThat(SubnetCheck.check(draft, all)).isEmpty();
    }
  }

  @Test
  void files_inTheirOrder_haveSubnetsFirstAndNoNamespace() {
    List<String> kinds = objects.stream().map(ExamplesTest::kind).toList();

    assertThat(kinds.subList(0, 2)).containsOnly(FlatNetwork.SUBNET_KIND);
    assertThat(kinds.subList(2, kinds.size())).doesNotContain(FlatNetwork.SUBNET_KIND);
    // Deleting the examples must not delete the operator's namespace.
    assertThat(kinds).doesNotContain("Namespace");
    assertThat(kinds).contains("Deployment", "DaemonSet", "Pod", "Service", "Ingress");
  }

  @Test
  void pods_ofAllWorkloads_areAtLeastEight() {
    int pods = 0;
    for (JsonNode object : objects) {
      switch (kind(object)) {
        case "Pod", "DaemonSet" -> pods++;
        case "Deployment" -> pods += object.at("/spec/replicas").asInt();
        default -> {}
      }
    }
    assertThat(pods).isGreaterThanOrEqualTo(8);
  }

  @Test
  void wishes_ofAllPods_areInReachAndDistinct() throws Exception {
    Map<String, RangeSet> candidates =
        subnets().stream()
            .map(SubnetValues::draft)
            .collect(Collectors.toMap(SubnetDraft::name, d -> d.toRules(Map.of()).candidates()));
    Set<IpAddress> named = new HashSet<>();
    Set<IpType> types = new HashSet<>();
    boolean paired = false;

    for (JsonNode pod : pods()) {
      FlatNetworkWish.Wanted wish = wish(pod);
      types.add(wish.type());
      assertThat(candidates).containsKey(wish.subnet());
      for (IpAddress address : wish.addresses()) {
        assertThat(candidates.getOrDefault(wish.subnet(), RangeSet.empty()).contains(address))
            .as(address + " fits")
            .isTrue();
        assertThat(named.add(address)).as(address + " is named once").isTrue();
      }
      if (!wish.macs().isEmpty()) {
        assertThat(wish.macs()).hasSameSizeAs(wish.addresses()).doesNotHaveDuplicates();
        paired = true;
      }
    }
    assertThat(types).containsExactlyInAnyOrder(IpType.values());
    assertThat(paired)
        .as("a list of addresses with a list of MACs, which ipvlan cannot have")
        .isEqualTo(kindOfLinks.equals("macvlan"));
    assertThat(pods().stream().map(p -> wish(p).subnet()).distinct()).hasSize(2);
  }

  @Test
  void pods_ofAllWorkloads_askMultusForTheOperatorsNetwork() throws Exception {
    for (JsonNode pod : pods()) {
      JsonNode networks =
          WireJson.parse(
              pod.path("metadata").path("annotations").path(Annotations.NETWORKS).asText());

      assertThat(networks).hasSize(1);
      assertThat(networks.at("/0/name").asText()).isEqualTo(FlatNetwork.NETWORK_NAME);
      assertThat(networks.at("/0/interface").asText()).isEqualTo("eth1");
    }
  }

  @Test
  void selectors_ofWorkloadsAndServices_meetTheirPods() {
    List<JsonNode> labels = pods().stream().map(p -> p.at("/metadata/labels")).toList();

    for (JsonNode object : objects) {
      JsonNode selector = object.at("/spec/selector/matchLabels");
      if (selector.isObject()) {
        assertThat(object.at("/spec/template/metadata/labels")).isEqualTo(selector);
      } else if (kind(object).equals("Service")) {
        assertThat(labels).contains(object.at("/spec/selector"));
      }
    }
  }
}
