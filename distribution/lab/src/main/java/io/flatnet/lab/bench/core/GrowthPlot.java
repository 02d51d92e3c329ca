package io.flatnet.lab.bench.core;

import io.flatnet.lab.bench.core.Growth.Point;
import java.util.Formatter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws a growth as SVG 1.1: leases on a logarithmic axis, nanoseconds on a linear one, each median
 * with its quickest and slowest iteration, and c·log2(n) beside them. Its colours can be read on
 * white and on black. A spread is cut where it leaves the picture.
 */
final class GrowthPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 450;
  private static final int LEFT = 70;
  private static final int RIGHT = 50;
  private static final int TOP = 90;
  private static final int LEGEND = 18;
  private static final int LEGEND_LINE = 22;
  private static final int BOTTOM = 60;
  private static final int CURVE_POINTS = 60;
  private static final int GRID_LINES = 5;
  private static final double HEADROOM = 1.1;

  private final Growth same;
  private final Growth all;
  private final String machine;
  private final double firstDecade;
  private final double lastDecade;
  private final double top;

  private GrowthPlot(Growth same, Growth all, String machine) {
    this.same = same;
    this.all = all;
    this.machine = machine;
    this.firstDecade = Math.log10(same.points().getFirst().leases());
    this.lastDecade = Math.log10(same.points().getLast().leases());
    double highest =
        Stream.concat(same.points().stream(), all.points().stream())
            .mapToDouble(point -> point.score().median())
            .max()
            .orElseThrow();
    this.top = GRID_LINES * niceStep(HEADROOM * highest / GRID_LINES);
  }

  /**
   * The picture.
   *
   * @param same the growth when the same owners take turns
   * @param all the growth when all owners take turns, at the same numbers of leases
   * @param machine stands below the picture
   */
  static String draw(Growth same, Growth all, String machine) {
    return new GrowthPlot(same, all, machine).svg();
  }

  /** The lowest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below the value. */
  static double niceStep(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= value) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private String svg() {
    Formatter svg = new Formatter(Locale.ROOT);
    svg.format(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
        <title>A grant and a release by number of leases</title>
        <style>
          text { font: 13px sans-serif; fill: #24292f; }
          .grid { stroke: #8c959f; stroke-opacity: 0.35; }
          polyline { fill: none; stroke-width: 2; }
          .same { stroke: #1f78d1; }
          circle.same { fill: #1f78d1; }
          .all { stroke: #8250df; }
          circle.all { fill: #8250df; }
          .fit { stroke: #d9730d; stroke-dasharray: 6 5; }
          @media (prefers-color-scheme: dark) { text { fill: #d0d7de; } }
        </style>
        """,
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    axes(svg);
    legend(svg);
    curve(svg);
    series(svg, "all", all);
    series(svg, "same", same);
    return svg.format("</svg>%n").toString();
  }

  private void axes(Formatter svg) {
    for (int line = 0; line <= GRID_LINES; line++) {
      double nanos = top * line / GRID_LINES;
      svg.format(
          "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>%n",
          LEFT, y(nanos), WIDTH - RIGHT, y(nanos));
      text(svg, LEFT - 8, y(nanos) + 4, "end", String.format(Locale.ROOT, "%,.0f", nanos));
    }
    for (int decade = (int) Math.ceil(firstDecade); decade <= lastDecade; decade++) {
      double x = x(Math.pow(10, decade));
      svg.format(
          "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
          x, TOP, x, HEIGHT - BOTTOM);
      text(
          svg,
          x,
          HEIGHT - BOTTOM + 18,
          "middle",
          String.format(Locale.ROOT, "%,.0f", Math.pow(10, decade)));
    }
    text(
        svg,
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - BOTTOM + 36,
        "middle",
        "leases, every second address of a /64");
    text(svg, LEFT, HEIGHT - 6, "start", machine);
  }

  private void legend(Formatter svg) {
    legend(svg, 0, "all", "a grant and a release, ns: any of all owners take turns");
    legend(svg, 1, "same", "the same owners take turns (median, quickest and slowest iteration)");
    legend(svg, 2, "fit", String.format(Locale.ROOT, "%.0f ns × log2(leases)", same.fit()));
  }

  private static void legend(Formatter svg, int line, String style, String text) {
    int y = LEGEND + line * LEGEND_LINE;
    svg.format("<polyline class=\"%s\" points=\"%d,%d %d,%d\"/>%n", style, LEFT, y, LEFT + 30, y);
    text(svg, LEFT + 38, y + 4, "start", text);
  }

  private void curve(Formatter svg) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i <= CURVE_POINTS; i++) {
      double leases = Math.pow(10, firstDecade + (lastDecade - firstDecade) * i / CURVE_POINTS);
      points.append(at(leases, same.fit() * Math.log(leases) / Math.log(2))).append(' ');
    }
    svg.format("<polyline class=\"fit\" points=\"%s\"/>%n", points.toString().strip());
  }

  private void series(Formatter svg, String style, Growth growth) {
    for (Point point : growth.points()) {
      double x = x(point.leases());
      svg.format(
          "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
          style, x, y(point.score().min()), x, y(point.score().max()));
      svg.format(
          "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>%n",
          style, x, y(point.score().median()));
    }
    svg.format(
        "<polyline class=\"%s\" points=\"%s\"/>%n",
        style,
        growth.points().stream()
            .map(point -> at(point.leases(), point.score().median()))
            .collect(Collectors.joining(" ")));
  }

  private static void text(Formatter svg, double x, double y, String anchor, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    svg.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped);
  }

  private String at(double leases, double nanos) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x(leases), y(nanos));
  }

  private double x(double leases) {
    double share = (Math.log10(leases) - firstDecade) / (lastDecade - firstDecade);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double nanos) {
    return HEIGHT - BOTTOM - Math.min(1, nanos / top) * (HEIGHT - TOP - BOTTOM);
  }
}
