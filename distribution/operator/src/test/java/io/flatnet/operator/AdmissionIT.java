package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.operator.AdmissionLab.Answer;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real kube-apiserver asks the shipped operator's webhook over TLS: every rule once allowed and
 * once denied, in every way in which an object can be written.
 */
@Requires(Part.CONTROL_PLANE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {
  private static final Set<String> SHOWN =
      Set.of("gateway", "overlap", "address-in-cidr", "address-used", "mac-count");

  private AdmissionLab lab;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    lab = new AdmissionLab(directory);
    lab.start();
    lab.controlPlane().apply(AdmissionRule.SCENE);
    String addresses = "/apis/flatnetwork.pandaria.io/v1/namespaces/default/flatnetworkips/";
    for (String holder : List.of("holder", "holder-of-held")) {
      AdmissionLab.soon()
          .until(
              () -> lab.send("GET", addresses + holder, null).message().contains("\"addr\":\"10."));
    }
    AdmissionLab.soon().until(() -> lab.subnet("net").contains("Deployment/default/keeper"));
  }

  @AfterAll
  void stop() throws IOException {
    lab.close();
  }

  @TestFactory
  Stream<DynamicTest> rules() {
    return AdmissionRule.all()
        .flatMap(
            rule ->
                rule.verbs().stream()
                    .map(
                        verb ->
                            DynamicTest.dynamicTest(
                                rule + " by " + verb, () -> check(rule, verb))));
  }

  @Test // docs/troubleshoot.md shows what kubectl prints, word for word
  void kubectl_whenObjectsAreWrong_printsWhatTheDocumentShows() throws Exception {
    String document = Files.readString(AdmissionLab.ROOT.resolve("docs/troubleshoot.md"));
    List<AdmissionRule> shown =
        AdmissionRule.all().filter(rule -> SHOWN.contains(rule.name())).toList();
    assertThat(shown).hasSameSizeAs(SHOWN);
    SoftAssertions all = new SoftAssertions();
    for (AdmissionRule rule : shown) {
      all.assertThat(document).contains(lab.kubectlCreate(rule.wrong()));
    }
    all.assertAll();
  }

  private void check(AdmissionRule rule, AdmissionVerb verb) throws IOException {
    boolean isScene = rule.name().equals("held");
    if (verb.needsOld() && !isScene) {
      well(lab.send("POST", rule.collection(), rule.base()));
    }
    Answer wrong = verb.ask(lab, rule.collection(), rule.wrong());
    assertThat(wrong.message()).contains("denied the request").contains(rule.says());
    assertThat(wrong.code()).as(wrong.message()).isEqualTo(403);
    well(settled(() -> verb.ask(lab, rule.collection(), rule.right())));
    if (verb == AdmissionVerb.APPLY) { // once more, now as an update
      assertThat(verb.ask(lab, rule.collection(), rule.wrong()).code())
          .isEqualTo(rule.verbs().contains(AdmissionVerb.PATCH) ? 403 : 422);
    }
    if (verb != AdmissionVerb.DRY_RUN && !isScene) {
      String path = AdmissionVerb.path(rule.collection(), rule.base());
      well(lab.send("DELETE", path + "?propagationPolicy=Background", null));
    }
  }

  /** The answer once nothing is asked to be tried again, as clients do by themselves. */
  private static Answer settled(Callable<Answer> request) {
    return AdmissionLab.soon().until(request, answer -> answer.code() != AdmissionLab.TRY_AGAIN);
  }

  private static void well(Answer answer) {
    assertThat(answer.isWell()).as(answer.message()).isTrue();
  }
}
