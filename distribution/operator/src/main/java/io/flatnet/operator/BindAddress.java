package io.flatnet.operator;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to listen.
 *
 * @param address empty for nowhere
 */
record BindAddress(Optional<InetSocketAddress> address) {
  private static final int MAX_PORT = 65_535;
  private static final Pattern TEXT = Pattern.compile("(?:\\[([^]]*)]|([^:]*)):([0-9]{1,5})");

  /**
   * Reads {@code HOST:PORT}, {@code :PORT}, {@code [IPV6]:PORT}; {@code 0} and nothing are nowhere.
   */
  static BindAddress parse(String text) {
    if (text.isBlank() || text.equals("0")) {
      return new BindAddress(Optional.empty());
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > MAX_PORT) {
      throw new TypeConversionException(
          "must be an address and a port such as 0.0.0.0:8080 or [::1]:8080, or 0 for none, got \""
              + text
              + "\"");
    }
    int port = Integer.parseInt(matcher.group(3));
    @Nullable String six = matcher.group(1);
    String host = six != null ? six : matcher.group(2);
    return new BindAddress(
        Optional.of(
            host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port)));
  }

  /** For the command line. */
  static final class Converter implements ITypeConverter<BindAddress> {
    @Override
    public BindAddress convert(String text) {
      return parse(text);
    }
  }
}
