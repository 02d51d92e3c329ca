package io.flatnet.cni.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.cni.attach.Undo;
import io.flatnet.cni.attach.Undo.Place;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.NextHop;
import io.flatnet.netlink.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@link Undo} as JSON. No I/O. */
final class UndoCodec {
  private static final String UNDO = "undo";
  private static final String DELETE_LINK = "delete-link";
  private static final String DELETE_ROUTE = "delete-route";
  private static final String ADD_ROUTE = "add-route";

  private UndoCodec() {}

  static ObjectNode write(Undo undo) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    switch (undo) {
      case Undo.DeleteLink(String name, int parentIndex) ->
          tree.put(UNDO, DELETE_LINK).put("name", name).put("parent", parentIndex);
      case Undo.DeleteRoute(Place place, Route route) ->
          tree.put(UNDO, DELETE_ROUTE).put("place", text(place)).set("route", route(route));
      case Undo.AddRoute(Place place, Route route) ->
          tree.put(UNDO, ADD_ROUTE).put("place", text(place)).set("route", route(route));
    }
    return tree;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Undo read(JsonNode tree) {
    String kind = tree.path(UNDO).asText();
    return switch (kind) {
      case DELETE_LINK ->
          new Undo.DeleteLink(tree.path("name").asText(), tree.path("parent").asInt());
      case DELETE_ROUTE -> new Undo.DeleteRoute(place(tree), route(tree.path("route")));
      case ADD_ROUTE -> new Undo.AddRoute(place(tree), route(tree.path("route")));
      default -> throw new IllegalArgumentException("unknown undo \"" + kind + "\"");
    };
  }

  private static String text(Place place) {
    return place.name().toLowerCase(Locale.ROOT);
  }

  private static Place place(JsonNode tree) {
    return Place.valueOf(tree.path("place").asText().toUpperCase(Locale.ROOT));
  }

  private static ObjectNode route(Route route) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("destination", route.destination().toString())
        .put("gateway", text(route.gateway()))
        .put("link", route.linkIndex())
        .put("source", text(route.source()))
        .put("priority", route.priority())
        .put("table", route.table())
        .put("protocol", route.protocol())
        .put("scope", route.scope())
        .put("onLink", route.onLink())
        .put("type", route.type());
    for (NextHop hop : route.nextHops()) {
      tree.withArray("nextHops")
          .addObject()
          .put("gateway", text(hop.gateway()))
          .put("link", hop.linkIndex())
          .put("weight", hop.weight());
    }
    return tree;
  }

  private static Route route(JsonNode tree) {
    List<NextHop> hops = new ArrayList<>();
    for (JsonNode hop : tree.path("nextHops")) {
      hops.add(
          new NextHop(
              address(hop, "gateway"), hop.path("link").asInt(), hop.path("weight").asInt()));
    }
    return new Route(
        IpPrefix.parse(tree.path("destination").asText()),
        address(tree, "gateway"),
        tree.path("link").asInt(),
        address(tree, "source"),
        tree.path("priority").asLong(),
        tree.path("table").asInt(),
        tree.path("protocol").asInt(),
        tree.path("scope").asInt(),
        tree.path("onLink").asBoolean(),
        tree.path("type").asInt(),
        hops);
  }

  private static @Nullable String text(@Nullable IpAddress address) {
    return address == null ? null : address.toString();
  }

  private static @Nullable IpAddress address(JsonNode tree, String field) {
    String text = tree.path(field).asText("");
    return text.isEmpty() ? null : IpAddress.parse(text);
  }
}
