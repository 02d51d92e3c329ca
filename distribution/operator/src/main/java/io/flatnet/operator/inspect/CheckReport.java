package io.flatnet.operator.inspect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.flatnet.controllers.diagnose.Fault;
import io.flatnet.controllers.diagnose.Inspection;
import io.flatnet.operator.inspect.OutputStyle.Colour;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** What is wrong in a cluster. */
final class CheckReport implements Report {
  private final Inspection.Result result;

  CheckReport(Inspection.Result result) {
    this.result = result;
  }

  @Override
  public JsonObject tree() {
    JsonArray faults = new JsonArray();
    for (Fault fault : result.faults()) {
      JsonObject row = new JsonObject();
      row.addProperty("kind", fault.kind().label());
      row.addProperty("object", fault.object());
      row.addProperty("message", fault.message());
      row.addProperty("next", fault.next());
      faults.add(row);
    }
    JsonObject looked = new JsonObject();
    result.looked().forEach(looked::addProperty);
    JsonObject tree = new JsonObject();
    tree.add("looked", looked);
    tree.add("faults", faults);
    return tree;
  }

  @Override
  public void print(PrintWriter out, OutputStyle style) {
    for (Fault fault : result.faults()) {
      out.println(
          style.in(Colour.BAD, fault.kind().label())
              + ": "
              + style.in(Colour.BOLD, fault.object()));
      out.println("  " + fault.message());
      out.println("  next: " + fault.next());
    }
    String looked =
        result.looked().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    int count = result.faults().size();
    String found =
        switch (count) {
          case 0 -> style.in(Colour.GOOD, "all is well");
          case 1 -> "1 fault";
          default -> count + " faults";
        };
    out.println(found + "; looked at " + looked);
  }
}
