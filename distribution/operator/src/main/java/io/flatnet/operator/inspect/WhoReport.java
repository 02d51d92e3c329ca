package io.flatnet.operator.inspect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.api.FlatNetworkIP;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has an address or a MAC.
 *
 * @param sought what was asked for
 * @param holders those who have it; more than one is a fault
 * @param nobody what is to be said when nobody has it
 */
record WhoReport(String sought, List<Holder> holders, List<String> nobody) implements Report {
  /**
   * One who has it.
   *
   * @param pod what of the pod is known; empty texts when it is gone
   */
  record Holder(FlatNetworkIP ip, PodFacts pod) {}

  @Override
  public JsonObject tree() {
    JsonArray rows = new JsonArray();
    for (Holder holder : holders) {
      FlatNetworkIP ip = holder.ip();
      JsonObject row = new JsonObject();
      row.addProperty("address", text(ip.status().getAddr()));
      row.addProperty("mac", text(ip.status().getMac()));
      row.addProperty("subnet", text(ip.spec().getSubnet()));
      row.addProperty("namespace", text(ip.getMetadata().getNamespace()));
      row.addProperty("pod", text(ip.getMetadata().getName()));
      row.addProperty("podState", holder.pod().state());
      row.addProperty("workload", holder.pod().workload());
      row.addProperty("node", holder.pod().node());
      row.addProperty("phase", text(ip.status().getPhase()));
      row.addProperty("since", since(ip));
      rows.add(row);
    }
    JsonArray said = new JsonArray();
    nobody.forEach(line -> said.add(new JsonPrimitive(line)));
    JsonObject tree = new JsonObject();
    tree.addProperty("sought", sought);
    tree.add("holders", rows);
    if (!said.isEmpty()) {
      tree.add("nobody", said);
    }
    return tree;
  }

  @Override
  public void print(PrintWriter out, OutputStyle style) {
    nobody.forEach(out::println);
    if (holders.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable(
            List.of(
                "ADDRESS", "MAC", "SUBNET", "POD", "STATE", "WORKLOAD", "NODE", "PHASE", "SINCE"),
            Set.of());
    for (Holder holder : holders) {
      FlatNetworkIP ip = holder.ip();
      table.add(
          List.of(
              text(ip.status().getAddr()),
              text(ip.status().getMac()),
              text(ip.spec().getSubnet()),
              ip.key(),
              holder.pod().state(),
              holder.pod().workload(),
              holder.pod().node(),
              text(ip.status().getPhase()),
              since(ip)));
    }
    table.print(out);
  }

  private static String since(FlatNetworkIP ip) {
    String given = text(ip.status().getAllocatedTimeStamp());
    return given.isEmpty()
        ? Optional.ofNullable(ip.getMetadata().getCreationTimestamp())
            .map(time -> time.toInstant().toString())
            .orElse("")
        : given;
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
