package io.flatnet.operator.inspect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.diagnose.SubnetPool;
import io.flatnet.operator.inspect.OutputStyle.Colour;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How full the subnets are. */
final class PoolsReport implements Report {
  private static final int BAR_CELLS = 20;
  private static final int ALMOST_FULL_PERCENT = 80;
  private static final int FULL_PERCENT = 95;
  private static final int LONGEST_NUMBER = 12;
  private static final Set<Integer> NUMBERS = Set.of(3, 4, 5, 6, 7);

  private final List<FlatNetworkSubnet> subnets;

  PoolsReport(List<FlatNetworkSubnet> subnets) {
    this.subnets = subnets.stream().sorted(Comparator.comparing(PoolsReport::name)).toList();
  }

  private static String name(FlatNetworkSubnet subnet) {
    return text(subnet.getMetadata().getName());
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  @Override
  public JsonObject tree() {
    JsonArray pools = new JsonArray();
    for (FlatNetworkSubnet subnet : subnets) {
      SubnetPool pool = SubnetPool.of(subnet);
      JsonObject row = new JsonObject();
      row.addProperty("name", pool.name());
      row.addProperty("flatMode", text(subnet.spec().getFlatMode()));
      row.addProperty("master", text(subnet.spec().getMaster()));
      row.addProperty("vlan", Objects.requireNonNullElse(subnet.spec().getVlan(), 0));
      row.addProperty("cidr", text(subnet.spec().getCidr()));
      row.addProperty("gateway", text(subnet.spec().getGateway()));
      row.addProperty("phase", text(subnet.status().getPhase()));
      row.addProperty("size", pool.size());
      row.addProperty("used", pool.used().addressCount());
      row.addProperty("reserved", pool.reserved().addressCount());
      row.addProperty("free", pool.free().addressCount());
      row.addProperty("freeRanges", pool.free().rangeCount());
      row.addProperty("fragmentationPercent", pool.fragmentationPercent());
      row.addProperty("usedPercent", pool.usedPercent());
      String fault = pool.fault();
      if (fault != null) {
        row.addProperty("fault", fault);
      }
      pools.add(row);
    }
    JsonObject tree = new JsonObject();
    tree.add("pools", pools);
    return tree;
  }

  @Override
  public void print(PrintWriter out, OutputStyle style) {
    if (subnets.isEmpty()) {
      out.println("there are no subnets");
      return;
    }
    TextTable table =
        new TextTable(
            List.of("SUBNET", "LINK", "CIDR", "SIZE", "USED", "RESERVED", "FREE", "FRAG", "", ""),
            NUMBERS);
    for (FlatNetworkSubnet subnet : subnets) {
      SubnetPool pool = SubnetPool.of(subnet);
      String phase = text(subnet.status().getPhase());
      table.add(
          List.of(
              style.in(Colour.BOLD, pool.name()),
              link(subnet),
              text(subnet.spec().getCidr()),
              number(pool.size()),
              number(pool.used().addressCount()),
              number(pool.reserved().addressCount()),
              number(pool.free().addressCount()),
              pool.fragmentationPercent() + "%",
              bar(pool, style) + " " + pool.usedPercent() + "%",
              phase.equals("Active") ? "" : style.in(Colour.BAD, said(pool, phase))));
    }
    table.print(out);
  }

  private static String link(FlatNetworkSubnet subnet) {
    int vlan = Objects.requireNonNullElse(subnet.spec().getVlan(), 0);
    return text(subnet.spec().getFlatMode())
        + " "
        + text(subnet.spec().getMaster())
        + (vlan == 0 ? "" : "." + vlan);
  }

  private static String said(SubnetPool pool, String phase) {
    return pool.fault() != null ? "unreadable" : phase.isEmpty() ? "not looked at yet" : phase;
  }

  /** Numbers that no column has room for are rounded. */
  static String number(BigInteger number) {
    String whole = number.toString();
    return whole.length() <= LONGEST_NUMBER
        ? whole
        : "~" + new BigDecimal(number).round(new MathContext(2)).toString().replace("E+", "e");
  }

  private static String bar(SubnetPool pool, OutputStyle style) {
    int used = cells(pool.used().intersection(pool.pool()).addressCount(), pool.size());
    int reserved = Math.min(BAR_CELLS - used, cells(pool.reserved().addressCount(), pool.size()));
    String[] blocks = style.unicode() ? new String[] {"█", "▒", "░"} : new String[] {"#", "r", "."};
    int percent = pool.usedPercent();
    Colour colour =
        percent >= FULL_PERCENT
            ? Colour.BAD
            : percent >= ALMOST_FULL_PERCENT ? Colour.CAREFUL : Colour.GOOD;
    return style.in(colour, blocks[0].repeat(used))
        + blocks[1].repeat(reserved)
        + style.in(Colour.FAINT, blocks[2].repeat(BAR_CELLS - used - reserved));
  }

  /** Cells of the bar; what is not nothing has one at least. */
  private static int cells(BigInteger part, BigInteger whole) {
    if (part.signum() == 0 || whole.signum() == 0) {
      return 0;
    }
    int cells = part.multiply(BigInteger.valueOf(BAR_CELLS)).divide(whole).intValueExact();
    return Math.max(1, cells);
  }
}
