package io.flatnet.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/loglevel}: GET answers the level, POST with the form field {@code level} sets it until
 * the process ends.
 */
final class LogLevelRoute implements HttpRoute {
  /** Where it is served. */
  static final String PATH = "/v1/loglevel";

  private static final List<Level> LEVELS =
      List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);
  private static final int MAX_FIELDS = 8;
  private static final int MAX_FORM_CHARACTERS = 1024;
  private static final String FIELD = "level";

  private final Logger logger;

  /** The level of this logger and those below it. */
  LogLevelRoute(Logger logger) {
    this.logger = logger;
  }

  /** The level of all that is ours. */
  static LogLevelRoute ofOperator() {
    return new LogLevelRoute((Logger) LoggerFactory.getLogger("io.flatnet"));
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "POST");
  }

  @Override
  public HttpAnswer answer(Request request) {
    return "POST".equals(request.getMethod())
        ? set(asked(request))
        : HttpAnswer.line(HttpStatus.OK_200, name(logger.getEffectiveLevel()));
  }

  private static String asked(Request request) {
    Fields form = FormFields.getFields(request, MAX_FIELDS, MAX_FORM_CHARACTERS);
    String level = form.getValue(FIELD);
    return level == null ? "" : level;
  }

  private HttpAnswer set(String asked) {
    Optional<Level> level =
        LEVELS.stream()
            .filter(known -> name(known).equals(asked.toLowerCase(Locale.ROOT)))
            .findAny();
    if (level.isEmpty()) {
      return HttpAnswer.line(
          HttpStatus.BAD_REQUEST_400,
          "cannot set log level \""
              + asked
              + "\": level must be one of "
              + String.join(", ", LEVELS.stream().map(LogLevelRoute::name).toList()));
    }
    logger.setLevel(level.get());
    return HttpAnswer.line(HttpStatus.OK_200, "OK");
  }

  private static String name(Level level) {
    return level.toString().toLowerCase(Locale.ROOT);
  }
}
