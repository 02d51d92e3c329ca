package io.flatnet.operator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Flags about how the controllers work. */
final class WorkFlags {
  @Option(
      names = "--worker",
      paramLabel = "N",
      description = "Objects that each controller works on at once, 1 to 50; 5.")
  int workers = Settings.DEFAULT_WORKERS;

  @Option(
      names = "--release-from-dead-nodes",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Free addresses of deleted pods whose node has not been ready for this long, such as"
              + " 30m, but not those of StatefulSets; never.")
  @Nullable Duration releaseFromDeadNodes;

  @Option(
      names = "--debug",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Log decisions; false, or what CATTLE_DEV_MODE says.")
  @Nullable Boolean debug;

  /** Go's durations. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return GoDuration.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "must be a duration above 0 such as 30m or 1h30m, got \"" + text + "\""));
    }
  }
}
