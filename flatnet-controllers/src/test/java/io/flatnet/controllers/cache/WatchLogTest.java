package io.flatnet.controllers.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flatnet.controllers.namespace.NetworkAttachmentDefinition;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(WatchLog.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void begin() {
    logged.start();
    logger.addAppender(logged);
    logger.setAdditive(false);
  }

  @AfterEach
  void end() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
  }

  private List<Level> levels(ResourceType<?> resource, int code) {
    logged.list.clear();
    WatchLog log = new WatchLog(resource);
    for (int i = 0; i < 3; i++) {
      log.fails("list", new ApiException(code, "no"));
    }
    return logged.list.stream().map(ILoggingEvent::getLevel).toList();
  }

  @Test
  void fails_whenAnAddOnIsNotInstalled_isOneLineThatNobodyMustActOn() {
    assertThat(levels(NetworkAttachmentDefinition.RESOURCE, 404)).containsExactly(Level.INFO);
    assertThat(logged.list.getFirst().getFormattedMessage()).contains("waiting");
  }

  @Test
  void fails_whenWhatTheOperatorNeedsIsMissing_isOneWarning() {
    assertThat(levels(ResourceType.FLAT_NETWORK_IPS, 404)).containsExactly(Level.WARN);
    assertThat(levels(ResourceType.ENDPOINT_SLICES, 404)).containsExactly(Level.WARN);
    assertThat(levels(ResourceType.PODS, 404)).containsExactly(Level.WARN);
  }

  @Test
  void fails_whenAnAddOnIsForbiddenOrDoesNotAnswer_isOneWarning() {
    assertThat(levels(NetworkAttachmentDefinition.RESOURCE, 403)).containsExactly(Level.WARN);
    assertThat(levels(NetworkAttachmentDefinition.RESOURCE, 503)).containsExactly(Level.WARN);
  }
}
