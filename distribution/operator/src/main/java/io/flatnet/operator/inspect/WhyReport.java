package io.flatnet.operator.inspect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.flatnet.controllers.diagnose.PodTrace;
import io.flatnet.controllers.diagnose.TraceStep;
import io.flatnet.operator.inspect.OutputStyle.Colour;
import io.kubernetes.client.openapi.models.CoreV1Event;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where pods stand on the way to their addresses.
 *
 * @param workload {@code <Kind>/<namespace>/<name>} when one was asked for; else empty
 * @param template what is to be said of its pod template; empty for nothing
 * @param pods the pods that are shown
 * @param more how many more there are
 */
record WhyReport(String workload, String template, List<Pod> pods, int more) implements Report {
  private static final int EVENTS_SHOWN = 5;

  /**
   * One pod.
   *
   * @param name {@code namespace/name}
   * @param facts its workload, node and state
   * @param trace where it stands
   * @param events its events, the last first
   */
  record Pod(String name, PodFacts facts, PodTrace trace, List<CoreV1Event> events) {}

  /** Whether all that was asked for is done. */
  boolean isDone() {
    return pods.stream().allMatch(pod -> pod.trace().open().isEmpty()) && more == 0;
  }

  @Override
  public JsonObject tree() {
    JsonObject tree = new JsonObject();
    if (!workload.isEmpty()) {
      tree.addProperty("workload", workload);
      tree.addProperty("template", template);
    }
    JsonArray rows = new JsonArray();
    pods.forEach(pod -> rows.add(tree(pod)));
    tree.add("pods", rows);
    tree.addProperty("more", more);
    return tree;
  }

  private static JsonObject tree(Pod pod) {
    JsonObject row = new JsonObject();
    row.addProperty("pod", pod.name());
    row.addProperty("state", pod.facts().state());
    row.addProperty("workload", pod.facts().workload());
    row.addProperty("node", pod.facts().node());
    JsonArray steps = new JsonArray();
    for (TraceStep step : pod.trace().steps()) {
      JsonObject one = new JsonObject();
      one.addProperty("step", step.name());
      one.addProperty("state", step.state().label());
      one.addProperty("at", time(step.at()));
      one.addProperty("detail", step.detail());
      steps.add(one);
    }
    row.add("steps", steps);
    row.addProperty("waitsFor", pod.trace().open().map(TraceStep::name).orElse(""));
    row.addProperty("next", pod.trace().open().map(TraceStep::next).orElse(""));
    if (!pod.trace().end().isEmpty()) {
      row.addProperty("end", pod.trace().end());
    }
    JsonArray events = new JsonArray();
    for (CoreV1Event event : pod.events()) {
      JsonObject one = new JsonObject();
      one.addProperty("at", EventLine.time(event).toString());
      one.addProperty("type", event.getType());
      one.addProperty("reason", event.getReason());
      one.addProperty("message", event.getMessage());
      events.add(one);
    }
    row.add("events", events);
    return row;
  }

  private static String time(@Nullable Instant at) {
    return at == null ? "" : at.toString();
  }

  @Override
  public void print(PrintWriter out, OutputStyle style) {
    if (!workload.isEmpty()) {
      out.println(style.in(Colour.BOLD, workload) + ": " + template);
      out.println();
    }
    for (int i = 0; i < pods.size(); i++) {
      if (i > 0) {
        out.println();
      }
      print(pods.get(i), out, style);
    }
    if (more > 0) {
      out.println();
      out.println("and " + more + " pods more");
    }
  }

  private static void print(Pod pod, PrintWriter out, OutputStyle style) {
    PodFacts facts = pod.facts();
    String rest =
        String.join(
            ", ",
            Stream.of(
                    facts.state(),
                    facts.workload().isEmpty() ? "" : "of " + facts.workload(),
                    facts.node().isEmpty() ? "" : "on node " + facts.node())
                .filter(part -> !part.isEmpty())
                .toList());
    out.println(style.in(Colour.BOLD, "pod " + pod.name()) + (rest.isEmpty() ? "" : ": " + rest));
    TextTable table = new TextTable(List.of("STEP", "STATE", "AT", "DETAIL"), Set.of());
    for (TraceStep step : pod.trace().steps()) {
      table.add(
          List.of(
              step.name(),
              style.in(colour(step.state()), step.state().label()),
              time(step.at()),
              step.detail()));
    }
    table.print(out);
    pod.trace()
        .open()
        .ifPresentOrElse(
            step -> out.println("next: " + step.next()), () -> out.println("all is done"));
    if (!pod.trace().end().isEmpty()) {
      out.println(pod.trace().end());
    }
    pod.events().stream()
        .limit(EVENTS_SHOWN)
        .forEach(
            event -> out.println("event " + EventLine.time(event) + " " + EventLine.text(event)));
  }

  private static Colour colour(TraceStep.State state) {
    return switch (state) {
      case DONE -> Colour.GOOD;
      case WAITING -> Colour.CAREFUL;
      case FAILED -> Colour.BAD;
      case LATER, NONE -> Colour.FAINT;
    };
  }
}
