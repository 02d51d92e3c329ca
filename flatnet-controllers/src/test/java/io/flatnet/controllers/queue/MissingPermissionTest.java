package io.flatnet.controllers.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.ledger.Assessment;
import io.flatnet.controllers.ledger.LedgerContext;
import io.flatnet.controllers.ledger.LedgerListener;
import io.flatnet.controllers.ledger.Ledgers;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.store.TestSubnets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What the queue of ledgers says when the operator's role is too small. */
class MissingPermissionTest {
  private final ClusterStore admin = new InMemoryCluster().client();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Logger logger = (Logger) LoggerFactory.getLogger(WorkQueue.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void begin() {
    admin.subnets().create(TestSubnets.of("10.0.0.0/24"));
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void end() {
    logger.detachAppender(logged);
    timer.shutdownNow();
  }

  private Ledgers ledgers(ClusterStore store) {
    return new Ledgers(
        new LedgerContext(
            store,
            subnet -> Assessment.valid(SubnetValues.draft(subnet).toRules(Map.of())),
            ip -> Optional.empty(),
            LedgerListener.NONE,
            Runnable::run,
            () -> Instant.EPOCH,
            () -> 0),
        1,
        Runnable::run,
        timer);
  }

  @ParameterizedTest
  @CsvSource({
    "get, flatnetworksubnets",
    "list, flatnetworkips",
    "update, flatnetworksubnets",
  })
  void ledger_whenARequestIsForbidden_isTriedSlowlyAndSaysWhatIsMissing(
      String verb, String resource) {
    ResourceType<?> type =
        resource.equals("flatnetworkips")
            ? ResourceType.FLAT_NETWORK_IPS
            : ResourceType.FLAT_NETWORK_SUBNETS;
    Ledgers ledgers = ledgers(new ForbiddingStore(admin, verb, type));

    ledgers.reassess("s");

    List<String> lines = logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines)
        .singleElement()
        .satisfies(
            line -> assertThat(line).contains("allow verb \"" + verb + "\" on \"" + resource));
  }
}
