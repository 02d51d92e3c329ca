package io.flatnet.cni.peer;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a plugin left in the kernel and said of it, one line for each thing, by its name. */
final class Observed {
  /** What differs from run to run whoever made it: indexes, counters, clocks, states on the way. */
  private static final List<String> OF_THE_MOMENT =
      List.of(
          "ifindex",
          "link_index",
          "link_netnsid",
          "operstate",
          "flags/LOWER_UP",
          "stats",
          "sandbox",
          "tentative",
          "valid_life_time",
          "preferred_life_time");

  private final Map<String, String> lines = new TreeMap<>();

  private Observed() {}

  /** The pod's interface, its addresses and all routes of the pod by {@code ip}, and the result. */
  static Observed of(NetworkNamespace pod, JsonNode result) throws IOException {
    Observed observed = new Observed();
    observed.put("link", InNamespace.ip(pod, "link", "show", "dev", PeerCase.INTERFACE));
    JsonNode address = InNamespace.ip(pod, "address", "show", "dev", PeerCase.INTERFACE);
    observed.put("address", address);
    observed.put("route -4", routes(pod, "-4"));
    observed.put("route -6", routesWithLocalOnes(pod, address));
    observed.put("result", result);
    return observed;
  }

  private static JsonNode routes(NetworkNamespace pod, String family) throws IOException {
    return InNamespace.ip(pod, family, "route", "show", "table", "all");
  }

  /**
   * The kernel gives an IPv6 address its route in the table {@code local} a moment after the
   * address, in a thread of its own ({@code addrconf_dad_work} in net/ipv6/addrconf.c), also if it
   * looks for no duplicate.
   */
  private static JsonNode routesWithLocalOnes(NetworkNamespace pod, JsonNode links) {
    Set<String> addresses =
        elements(links.path(0).path("addr_info"))
            .filter(address -> address.path("family").asText().equals("inet6"))
            .filter(address -> !isLinkLocal(address))
            .map(address -> address.path("local").asText())
            .collect(Collectors.toSet());
    return await("a local route of each of " + addresses)
        .until(
            () -> routes(pod, "-6"),
            routes ->
                elements(routes)
                    .filter(route -> route.path("type").asText().equals("local"))
                    .map(route -> route.path("dst").asText())
                    .collect(Collectors.toSet())
                    .containsAll(addresses));
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private void put(String path, JsonNode node) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(
                  field -> {
                    if (!OF_THE_MOMENT.contains(field.getKey())) {
                      put(path + "/" + field.getKey(), field.getValue());
                    }
                  });
      case ArrayNode array -> array.forEach(element -> putElement(path, element));
      default -> lines.put(path, node.asText());
    }
  }

  private void putElement(String path, JsonNode element) {
    if (element.isValueNode()) {
      if (!OF_THE_MOMENT.contains(
          path.substring(path.lastIndexOf('/') + 1) + "/" + element.asText())) {
        lines.put(path + "/" + element.asText(), "");
      }
    } else if (!isLinkLocal(element)) {
      put(path + "[" + nameOf(element) + "]", element);
    }
  }

  /** The kernel's own address and routes, which come a moment after a link is up. */
  private static boolean isLinkLocal(JsonNode element) {
    return element.path("dst").asText().startsWith("fe80:")
        || element.path("local").asText().startsWith("fe80:");
  }

  /** What tells elements of one list apart: an address, a destination, a name. */
  private static String nameOf(JsonNode element) {
    StringBuilder name = new StringBuilder();
    for (String key : List.of("dst", "type", "local", "address", "ifname", "name")) {
      if (element.path(key).isTextual()) {
        name.append(name.isEmpty() ? "" : " ").append(element.path(key).asText());
      }
    }
    return name.toString();
  }

  /** All that the two do not have in common, one line each: {@code name: ours, theirs}. */
  List<String> differencesTo(Observed theirs) {
    Map<String, String> names = new TreeMap<>(lines);
    names.putAll(theirs.lines);
    return names.keySet().stream()
        .filter(name -> !said(name).equals(theirs.said(name)))
        .map(name -> name + ": " + said(name) + ", " + theirs.said(name))
        .toList();
  }

  private String said(String name) {
    String value = lines.get(name);
    return value == null ? "absent" : value.isEmpty() ? "there" : value;
  }
}
