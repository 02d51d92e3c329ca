package io.flatnet.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a benchmark prints with {@code --json}: its name, ratios, figures, and the machine. */
public final class JsonReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode report;
  private final ObjectNode ratios;
  private final ObjectNode figures;

  /** A report without a ratio or figure yet. */
  public JsonReport(String benchmark, Machine machine) {
    this.report = MAPPER.createObjectNode().put("benchmark", benchmark);
    this.ratios = report.putObject("ratios");
    this.figures = report.putObject("figures");
    report.set("machine", MAPPER.valueToTree(machine));
  }

  /** Adds what one side took of what the other took. */
  public void ratio(String name, double value) {
    ratios.put(name, rounded(value));
  }

  /** The figures, to be added to. */
  public ObjectNode figures() {
    return figures;
  }

  /** To three decimals. */
  public static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /** One line of JSON. */
  @Override
  public String toString() {
    return report.toString();
  }
}
