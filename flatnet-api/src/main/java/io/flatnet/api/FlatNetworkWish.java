package io.flatnet.api;

import io.flatnet.ipam.AddressFormatException;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the annotations of a pod or pod template ask for. */
public sealed interface FlatNetworkWish {
  /** The pod takes no part: its {@code ip} or {@code subnet} annotation is empty or absent. */
  record None() implements FlatNetworkWish {}

  /**
   * The pod wants an address.
   *
   * @param subnet the name of the subnet
   * @param addresses the addresses of which it wants one, in order; empty = any ({@code auto})
   * @param macs the MACs of which it wants one, in order; empty = any
   */
  record Wanted(String subnet, List<IpAddress> addresses, List<MacAddress> macs)
      implements FlatNetworkWish {
    public Wanted {
      addresses = List.copyOf(addresses);
      macs = List.copyOf(macs);
    }

    /** Whether any address will do. */
    public IpType type() {
      return addresses.isEmpty() ? IpType.AUTO : IpType.SPECIFIC;
    }
  }

  /**
   * The pod wants an address and does not say properly which.
   *
   * @param findings what is wrong, at least one; {@code field} is the annotation's name
   */
  record Malformed(List<Finding> findings) implements FlatNetworkWish {
    /**
     * @throws IllegalArgumentException if there are no findings
     */
    public Malformed {
      findings = List.copyOf(findings);
      if (findings.isEmpty()) {
        throw new IllegalArgumentException("a malformed wish has findings, got none");
      }
    }

    /** All findings as one text for an event. */
    public String message() {
      return String.join("\n", findings.stream().map(Finding::toString).toList());
    }
  }

  /** The text that asks for any address or MAC. */
  String AUTO = "auto";

  /**
   * Whether a pod takes part: whether {@link #of} is anything but {@link None}. Nothing is parsed.
   *
   * @param annotations may be null
   */
  static boolean takesPart(@Nullable Map<String, String> annotations) {
    return !value(annotations, Annotations.IP).isEmpty()
        && !value(annotations, Annotations.SUBNET).isEmpty();
  }

  /**
   * Reads the annotations of a pod. White space around values and list elements is ignored.
   *
   * <p>Only the form is judged: whether an address lies in the subnet and is free is the
   * allocator's matter. So is a list that names an address twice, which does no harm.
   *
   * @param annotations may be null, as the metadata of a pod may have none
   */
  static FlatNetworkWish of(@Nullable Map<String, String> annotations) {
    if (!takesPart(annotations)) {
      return new None();
    }
    String ip = value(annotations, Annotations.IP);
    String subnet = value(annotations, Annotations.SUBNET);
    List<Finding> findings = new ArrayList<>();
    subnetFinding(Annotations.SUBNET, subnet).ifPresent(findings::add);
    List<IpAddress> addresses =
        list(
            Annotations.IP,
            ip,
            FlatNetworkWish::address,
            "write auto, an address, or several joined by '-'",
            findings);
    List<MacAddress> macs =
        list(
            Annotations.MAC,
            value(annotations, Annotations.MAC),
            FlatNetworkWish::mac,
            "leave it out, or write a MAC with colons, or several joined by '-'",
            findings);
    return findings.isEmpty() ? new Wanted(subnet, addresses, macs) : new Malformed(findings);
  }

  /**
   * What is wrong with the text that is to name a subnet, whether there is such a subnet or not;
   * empty for a legal name.
   *
   * @param field the path of the text for the finding
   */
  static Optional<Finding> subnetFinding(String field, String subnet) {
    return ObjectNames.isLegal(subnet)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                field,
                subnet,
                "must be the name of a FlatNetworkSubnet: lower-case letters, digits, '-' and '.'",
                "see kubectl -n " + FlatNetwork.NAMESPACE + " get flsubnet"));
  }

  private static String value(@Nullable Map<String, String> annotations, String name) {
    String value = annotations == null ? null : annotations.get(name);
    return value == null ? "" : value.strip();
  }

  private static <T> List<T> list(
      String annotation,
      String value,
      Function<String, T> parser,
      String nextStep,
      List<Finding> findings) {
    List<T> elements = new ArrayList<>();
    if (value.isEmpty() || value.equals(AUTO)) {
      return elements;
    }
    for (String element : value.split("-", -1)) {
      try {
        elements.add(parser.apply(element.strip()));
      } catch (IllegalArgumentException e) {
        findings.add(
            new Finding(annotation, value, "is no such list: " + e.getMessage(), nextStep));
      }
    }
    return elements;
  }

  private static IpAddress address(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an address between two '-' or at an end is missing");
    }
    return IpAddress.parse(text);
  }

  private static MacAddress mac(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a MAC between two '-' or at an end is missing");
    }
    MacAddress mac = MacAddress.parse(text);
    if (mac.isMulticast()) {
      throw new AddressFormatException(
          "MAC address",
          text,
          0,
          "an interface cannot have a multicast MAC; the first octet is even");
    }
    if (mac.isZero()) {
      throw new AddressFormatException(
          "MAC address", text, 0, "an interface cannot have the MAC of zeros alone");
    }
    return mac;
  }
}
