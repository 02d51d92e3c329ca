package io.flatnet.lab.bench.core;

import io.flatnet.lab.bench.core.Growth.Point;
import java.util.Formatter;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Draws a growth as SVG 1.1: leases on a logarithmic axis, nanoseconds on a linear one, each median
 * with its quickest and slowest iteration, and c·log2(n) beside them. Its colours can be read on
 * white and on black.
 */
final class GrowthPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 30;
  private static final int TOP = 60;
  private static final int BOTTOM = 60;
  private static final int CURVE_POINTS = 60;
  private static final int GRID_LINES = 5;

  private final Growth growth;
  private final String machine;
  private final double firstDecade;
  private final double lastDecade;
  private final double top;

  private GrowthPlot(Growth growth, String machine) {
    this.growth = growth;
    this.machine = machine;
    this.firstDecade = Math.log10(growth.points().getFirst().leases());
    this.lastDecade = Math.log10(growth.points().getLast().leases());
    double highest =
        growth.points().stream().mapToDouble(point -> point.score().max()).max().orElseThrow();
    this.top = GRID_LINES * niceStep(highest / GRID_LINES);
  }

  /** The picture; {@code machine} stands below it. */
  static String draw(Growth growth, String machine) {
    return new GrowthPlot(growth, machine).svg();
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
          .ours { stroke: #1f78d1; fill: none; stroke-width: 2; }
          .dot { fill: #1f78d1; }
          .fit { stroke: #d9730d; fill: none; stroke-width: 2; stroke-dasharray: 6 5; }
          @media (prefers-color-scheme: dark) { text { fill: #d0d7de; } }
        </style>
        """,
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    axes(svg);
    legend(svg);
    curve(svg);
    growth.points().forEach(point -> spread(svg, point));
    svg.format(
        "<polyline class=\"ours\" points=\"%s\"/>%n</svg>%n",
        growth.points().stream()
            .map(point -> at(point.leases(), point.score().median()))
            .collect(Collectors.joining(" ")));
    return svg.toString();
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
    svg.format("<line class=\"ours\" x1=\"%d\" y1=\"18\" x2=\"%d\" y2=\"18\"/>%n", LEFT, LEFT + 30);
    text(
        svg,
        LEFT + 38,
        22,
        "start",
        "a grant and a release, ns: median, quickest and slowest iteration");
    svg.format("<line class=\"fit\" x1=\"%d\" y1=\"40\" x2=\"%d\" y2=\"40\"/>%n", LEFT, LEFT + 30);
    text(
        svg, LEFT + 38, 44, "start", String.format(Locale.ROOT, "%.0f ns · log2(n)", growth.fit()));
  }

  private void curve(Formatter svg) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i <= CURVE_POINTS; i++) {
      double leases = Math.pow(10, firstDecade + (lastDecade - firstDecade) * i / CURVE_POINTS);
      points.append(at(leases, growth.fit() * Math.log(leases) / Math.log(2))).append(' ');
    }
    svg.format("<polyline class=\"fit\" points=\"%s\"/>%n", points.toString().strip());
  }

  private void spread(Formatter svg, Point point) {
    double x = x(point.leases());
    svg.format(
        "<line class=\"ours\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
        x, y(point.score().min()), x, y(point.score().max()));
    svg.format(
        "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>%n", x, y(point.score().median()));
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
    return HEIGHT - BOTTOM - nanos / top * (HEIGHT - TOP - BOTTOM);
  }
}
