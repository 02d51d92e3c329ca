package io.flatnet.ipam;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A subnet as its author wrote it: every member may be absent or wrong, and nothing is parsed.
 *
 * <p>An empty text is the same as an absent one. Nothing else is changed: a blank text is a wrong
 * one.
 *
 * @param name the subnet's name, which tells it from others; not checked
 * @param flatMode {@code macvlan} or {@code ipvlan}
 * @param master the parent interface
 * @param vlan the VLAN; null and 0 are untagged
 * @param cidr the network
 * @param mode the mode of the kind
 * @param ipvlanFlag the flag of ipvlan
 * @param gateway the gateway
 * @param ranges where pods' addresses may lie
 * @param routes custom routes
 */
public record SubnetDraft(
    String name,
    @Nullable String flatMode,
    @Nullable String master,
    @Nullable Integer vlan,
    @Nullable String cidr,
    @Nullable String mode,
    @Nullable String ipvlanFlag,
    @Nullable String gateway,
    List<Range> ranges,
    List<Route> routes) {

  /**
   * A closed interval, unparsed.
   *
   * @param from the first address
   * @param to the last address
   */
  public record Range(@Nullable String from, @Nullable String to) {
    public Range {
      from = absentIfEmpty(from);
      to = absentIfEmpty(to);
    }
  }

  /**
   * A custom route, unparsed.
   *
   * @param dev the interface
   * @param dst the destination
   * @param src the source address
   * @param via the next hop
   * @param priority the metric
   */
  public record Route(
      @Nullable String dev,
      @Nullable String dst,
      @Nullable String src,
      @Nullable String via,
      @Nullable Integer priority) {
    public Route {
      dev = absentIfEmpty(dev);
      dst = absentIfEmpty(dst);
      src = absentIfEmpty(src);
      via = absentIfEmpty(via);
    }
  }

  /**
   * @throws NullPointerException if the name, a list or an element is null; it names which
   */
  public SubnetDraft {
    Objects.requireNonNull(name, "name");
    flatMode = absentIfEmpty(flatMode);
    master = absentIfEmpty(master);
    cidr = absentIfEmpty(cidr);
    mode = absentIfEmpty(mode);
    ipvlanFlag = absentIfEmpty(ipvlanFlag);
    gateway = absentIfEmpty(gateway);
    ranges = copy("ranges", ranges);
    routes = copy("routes", routes);
  }

  private static <T> List<T> copy(String field, List<T> list) {
    Objects.requireNonNull(list, field);
    int index = 0;
    for (T element : list) {
      if (element == null) {
        throw new NullPointerException(field + "[" + index + "]");
      }
      index++;
    }
    return List.copyOf(list);
  }

  private static @Nullable String absentIfEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** The VLAN with absent being 0. */
  int vlanOrUntagged() {
    return vlan == null ? 0 : vlan;
  }

  /**
   * The rules that this subnet and the reservations make. O(n log n) in the number of ranges.
   *
   * @param reservations addresses that only one workload may get, by {@code
   *     <Kind>/<namespace>/<name>}
   * @throws IllegalArgumentException if cidr, gateway or ranges are wrong; {@link
   *     SubnetCheck#check} tells that without an exception
   */
  public SubnetRules toRules(Map<String, RangeSet> reservations) {
    SubnetReader reader = SubnetReader.read(this);
    IpPrefix prefix = reader.prefix();
    List<Finding> findings = reader.findings();
    if (prefix == null || !findings.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot give addresses of subnet \""
              + Shown.start(name)
              + "\": "
              + findings.getFirst()
              + (findings.size() == 1 ? "" : "; and " + (findings.size() - 1) + " more findings"));
    }
    return new SubnetRules(prefix, reader.gateway(), reader.ranges(), reservations);
  }
}
