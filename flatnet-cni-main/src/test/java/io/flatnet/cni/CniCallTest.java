package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CniCallTest {
  private static Map<String, String> environment(String command) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", "abc-123");
    environment.put("CNI_NETNS", "/run/netns/x");
    environment.put("CNI_IFNAME", "eth1");
    environment.put(
        "CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=ns;K8S_POD_NAME=web;K8S_POD_UID=u=1");
    return environment;
  }

  private static CniFailure failure(Map<String, String> environment) {
    return catchThrowableOfType(CniFailure.class, () -> CniCall.of(environment));
  }

  @Test
  void of_whenComplete_hasEverything() throws CniFailure {
    CniCall call = CniCall.of(environment("ADD"));

    assertThat(call.command()).isEqualTo(CniCommand.ADD);
    assertThat(call.interfaceName()).isEqualTo("eth1");
    assertThat(call.pod()).contains(new PodReference("ns", "web", "u=1"));
  }

  @Test
  void of_whenAllIsMissing_namesAllAtOnce() {
    CniFailure failure = failure(Map.of("CNI_COMMAND", "ADD"));

    assertThat(failure.code()).isEqualTo(4);
    assertThat(failure)
        .hasMessageContaining("CNI_CONTAINERID")
        .hasMessageContaining("CNI_IFNAME")
        .hasMessageContaining("CNI_NETNS")
        .hasMessageContaining("K8S_POD_NAMESPACE")
        .hasMessageContaining("K8S_POD_NAME");
  }

  @Test
  void of_whenDelHasNoNamespaceAndNoArguments_isFine() throws CniFailure {
    Map<String, String> environment = environment("DEL");
    environment.remove("CNI_NETNS");
    environment.remove("CNI_ARGS");

    assertThat(CniCall.of(environment).pod()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = CniCommand.class,
      names = {"VERSION", "GC", "STATUS"})
  void of_whenItIsOfNoContainer_needsNothingElse(CniCommand command) throws CniFailure {
    assertThat(CniCall.of(Map.of("CNI_COMMAND", command.name())).command()).isEqualTo(command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "add", "status", "GCC"})
  void of_whenCommandIsUnknown_saysWhich(String command) {
    CniFailure failure = failure(environment(command));

    assertThat(failure.code()).isEqualTo(4);
    assertThat(failure).hasMessageContaining("CNI_COMMAND");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a/b", "a:b", "a b", "a\u0007b", "sixteen-bytes-xx"})
  void of_whenInterfaceNameIsIllegal_saysWhich(String name) {
    Map<String, String> environment = environment("ADD");
    environment.put("CNI_IFNAME", name);

    CniFailure failure = failure(environment);

    assertThat(failure.code()).isEqualTo(4);
    assertThat(failure).hasMessageContaining("CNI_IFNAME \"" + name + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-abc", "../x", "a b"})
  void of_whenContainerIdIsIllegal_saysWhich(String id) {
    Map<String, String> environment = environment("DEL");
    environment.put("CNI_CONTAINERID", id);

    assertThat(failure(environment)).hasMessageContaining("CNI_CONTAINERID");
  }

  @Test
  void of_whenArgumentsAreNoPairs_saysSo() {
    Map<String, String> environment = environment("ADD");
    environment.put("CNI_ARGS", "nonsense");

    assertThat(failure(environment)).hasMessageContaining("CNI_ARGS \"nonsense\"");
  }
}
