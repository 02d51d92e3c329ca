package io.flatnet.operator.inspect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.flatnet.controllers.diagnose.AddressMap;
import io.flatnet.controllers.diagnose.AddressMap.Cell;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * A picture of a subnet's addresses.
 *
 * @param map the picture
 */
record MapReport(AddressMap map) implements Report {
  @Override
  public JsonObject tree() {
    JsonArray runs = new JsonArray();
    List<Cell> cells = map.cells();
    int start = 0;
    for (int i = 1; i <= cells.size(); i++) {
      if (i == cells.size() || cells.get(i).state() != cells.get(start).state()) {
        JsonObject run = new JsonObject();
        run.addProperty("from", cells.get(start).first().toString());
        run.addProperty("to", cells.get(i - 1).last().toString());
        run.addProperty("state", cells.get(start).state().name().toLowerCase(Locale.ROOT));
        runs.add(run);
        start = i;
      }
    }
    JsonObject tree = new JsonObject();
    tree.addProperty("subnet", map.pool().name());
    tree.addProperty("shown", map.shown().toString());
    tree.addProperty("addressesPerCell", map.perCell());
    tree.addProperty("size", map.pool().size());
    tree.addProperty("used", map.pool().used().addressCount());
    tree.addProperty("reserved", map.pool().reserved().addressCount());
    tree.addProperty("free", map.pool().free().addressCount());
    tree.add("runs", runs);
    return tree;
  }

  @Override
  public void print(PrintWriter out, OutputStyle style) {
    MapText.print(map, out, style);
  }
}
