package io.flatnet.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flatnet.api.cni.CniErrorResult;
import io.flatnet.api.cni.CniResult;
import io.flatnet.api.cni.CniSpecVersion;
import io.flatnet.api.cni.CniVersionResult;
import io.flatnet.api.cni.NetworkConfig;
import io.flatnet.api.cni.NetworkConfigException;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.journal.Journals;
import io.flatnet.netlink.NetlinkException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verbs of the plugin: takes a call, answers with the text and the exit code that the launcher
 * hands to the container runtime. Thread-safe; one call holds its thread until it is answered.
 */
public final class CniPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(CniPlugin.class);

  private final RecentConfigs configs = new RecentConfigs();
  private final AddVerb add;
  private final DelVerb del;
  private final CheckVerb check;
  private final GcVerb gc;
  private final StatusVerb status;

  /**
   * @param source where addresses come from
   * @param node the namespace where master links are
   * @param background runs the end of a deletion, for which a DEL does not wait; {@code
   *     Runnable::run} for a plugin that makes one call and ends
   */
  public CniPlugin(AddressSource source, NodeNetwork node, Executor background) {
    this(source, node, background, Journals.none());
  }

  /**
   * The same with a memory beyond the end of this process.
   *
   * @param journals stays the caller's
   */
  public CniPlugin(AddressSource source, NodeNetwork node, Executor background, Journals journals) {
    this(source, node, background, journals, true);
  }

  private CniPlugin(
      AddressSource source,
      NodeNetwork node,
      Executor background,
      Journals journals,
      boolean ofAgent) {
    this.add = new AddVerb(source, node, journals);
    this.del = new DelVerb(node, background, journals);
    this.check = new CheckVerb(source, node);
    this.gc = new GcVerb(node);
    this.status = new StatusVerb(source, ofAgent);
  }

  /** A plugin for one call that no agent answered: it does the same, and STATUS says so. */
  public static CniPlugin withoutAgent(AddressSource source, NodeNetwork node) {
    return withoutAgent(source, node, Journals.none());
  }

  /** The same with a memory beyond the end of this process. */
  public static CniPlugin withoutAgent(AddressSource source, NodeNetwork node, Journals journals) {
    return new CniPlugin(source, node, Runnable::run, journals, false);
  }

  /** Runs a call. Every failure is an answer; it never throws but for a fault of this program. */
  public CniAnswer run(CniRequest request, Cancellation cancellation) {
    try {
      CniCall call = CniCall.of(request.environment());
      return switch (call.command()) {
        case ADD -> add.run(call, config(request), request, cancellation);
        case DEL -> del.run(call, leftOfConfig(request), request);
        case CHECK -> check.run(call, config(request), request);
        case GC -> gc.run(config(request));
        case STATUS -> status.run(config(request));
        case VERSION -> CniAnswer.of(json(CniVersionResult.of(versionOf(request))));
      };
    } catch (CniFailure e) {
      LOG.debug("call failed", e);
      return failed(request, e.code(), e.message());
    } catch (NetlinkException e) {
      LOG.debug("call failed", e);
      return failed(request, PluginError.KERNEL_REFUSED.code(), String.valueOf(e.getMessage()));
    }
  }

  /** The answer to a call that met a fault of this program. */
  public static CniAnswer fault(CniRequest request, RuntimeException fault) {
    return failed(
        request,
        PluginError.INTERNAL.code(),
        "a fault of the plugin: " + fault + "; please report it with the agent's log");
  }

  /** The answer to a call whose caller does not wait any more. */
  public static CniAnswer givenUp(CniRequest request) {
    return failed(request, WellKnownError.TRY_AGAIN_LATER.code(), Cancellation.GIVEN_UP);
  }

  private static CniAnswer failed(CniRequest request, int code, String message) {
    return CniAnswer.failed(
        code,
        message,
        json(
            CniErrorResult.builder()
                .cniVersion(versionOf(request))
                .code(code)
                .msg(message)
                .build()));
  }

  private PluginConfig config(CniRequest request) throws CniFailure {
    try {
      return configs.of(request.stdin());
    } catch (NetworkConfigException e) {
      throw new CniFailure(e.error(), String.valueOf(e.getMessage()), e);
    }
  }

  /** A DEL must come through with whatever is left of its configuration. */
  private static Optional<NetworkConfig> leftOfConfig(CniRequest request) {
    try {
      return Optional.of(PluginConfig.read(request.stdin()));
    } catch (NetworkConfigException e) {
      LOG.debug("DEL without a readable configuration", e);
      return Optional.empty();
    }
  }

  /** The version asked for, if it is spoken, else the newest. */
  private static String versionOf(CniRequest request) {
    return leftOfConfig(request)
        .map(NetworkConfig::getCniVersion)
        .flatMap(CniSpecVersion::of)
        .orElse(CniSpecVersion.newest())
        .text();
  }

  /**
   * The result of the call before.
   *
   * @throws CniFailure if it is there and is none
   */
  static Optional<CniResult> previous(PluginConfig config) throws CniFailure {
    try {
      return config.prevResult();
    } catch (NetworkConfigException e) {
      throw new CniFailure(e.error(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Goes on only if the asked version has the verb. */
  static void requireVersion(PluginConfig config, CniCommand command, CniSpecVersion since)
      throws CniFailure {
    if (config.version().compareTo(since) < 0) {
      throw new CniFailure(
          WellKnownError.INCOMPATIBLE_VERSION,
          "cannot run %s: cniVersion must be %s or later, got %s"
              .formatted(command, since.text(), config.version().text()));
    }
  }

  static String json(Object result) {
    try {
      return WireJson.write(result) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a result of our own types", e);
    }
  }
}
