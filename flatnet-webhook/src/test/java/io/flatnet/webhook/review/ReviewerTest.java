package io.flatnet.webhook.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.ipam.Finding;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewerTest {
  private static final Verdict ALLOWED = new Verdict.Allowed(List.of());
  private static final String GOOD =
      """
      {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u1",\
      "kind":{"group":"apps","version":"v1","kind":"Deployment"},"operation":"UPDATE",\
      "subResource":"scale","namespace":"ns","name":"web","userInfo":{"username":"me"},\
      "object":{"a":1},"oldObject":{"a":2}}}""";

  private static ReviewAnswer review(String body, Function<AdmissionRequest, Verdict> judge) {
    return Reviewer.review(body.getBytes(StandardCharsets.UTF_8), judge);
  }

  private static JsonObject response(Verdict verdict) {
    ReviewAnswer answer = review(GOOD, request -> verdict);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("application/json");
    assertThat(answer.verdict()).contains(verdict);
    JsonObject review = JsonParser.parseString(answer.body()).getAsJsonObject();
    assertThat(review.get("apiVersion").getAsString()).isEqualTo("admission.k8s.io/v1");
    assertThat(review.get("kind").getAsString()).isEqualTo("AdmissionReview");
    JsonObject response = review.getAsJsonObject("response");
    assertThat(response.get("uid").getAsString()).isEqualTo("u1");
    return response;
  }

  private static void assertUnreadable(ReviewAnswer answer, String part) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.verdict()).isEmpty();
    assertThat(answer.contentType()).startsWith("text/plain");
    assertThat(answer.body())
        .startsWith("cannot read the admission re")
        .contains(part)
        .hasSizeLessThan(600);
  }

  private static Verdict neverAsked(AdmissionRequest request) {
    throw new AssertionError("asked for " + request);
  }

  @Test
  void review_handsTheJudgeWhatTheApiServerAsks() {
    review(
        GOOD,
        request -> {
          assertThat(request.operation()).isEqualTo(AdmissionRequest.Operation.UPDATE);
          assertThat(request.group()).isEqualTo("apps");
          assertThat(request.kind()).isEqualTo("Deployment");
          assertThat(request.subResource()).isEqualTo("scale");
          assertThat(request.namespace()).isEqualTo("ns");
          assertThat(request.name()).isEqualTo("web");
          assertThat(request.object()).isEqualTo(JsonParser.parseString("{\"a\":1}"));
          assertThat(request.oldObject()).isEqualTo(JsonParser.parseString("{\"a\":2}"));
          return ALLOWED;
        });
  }

  @Test
  void review_whenAllowed_saysNothingElse() {
    JsonObject response = response(ALLOWED);

    assertThat(response.get("allowed").getAsBoolean()).isTrue();
    assertThat(response.keySet()).containsExactlyInAnyOrder("uid", "allowed");
  }

  @Test
  void review_whenDenied_isForbiddenWithTheMessage() {
    Finding finding = new Finding("spec.vlan", "5000", "must be 0..4094", "take another");
    JsonObject response = response(new Verdict.Denied(List.of(finding), "first\n- second"));

    assertThat(response.get("allowed").getAsBoolean()).isFalse();
    JsonObject status = response.getAsJsonObject("status");
    assertThat(status.get("code").getAsInt()).isEqualTo(403);
    assertThat(status.get("reason").getAsString()).isEqualTo("Forbidden");
    assertThat(status.get("message").getAsString()).isEqualTo("first\n- second");
  }

  @Test
  void review_whenUndecided_isADenialToBeTriedAgain() {
    JsonObject response = response(new Verdict.Undecided("cannot tell; try again in a moment"));

    assertThat(response.get("allowed").getAsBoolean()).isFalse();
    JsonObject status = response.getAsJsonObject("status");
    assertThat(status.get("code").getAsInt()).isEqualTo(503);
    assertThat(status.get("reason").getAsString()).isEqualTo("ServiceUnavailable");
    assertThat(status.get("message").getAsString()).contains("try again");
    assertThat(status.getAsJsonObject("details").get("retryAfterSeconds").getAsInt()).isEqualTo(1);
  }

  @Test
  void warnings_beyondWhatTheApiServerTakes_areCutVisibly() {
    List<String> warnings =
        IntStream.range(0, 40).mapToObj(i -> i + "x".repeat(300)).collect(Collectors.toList());

    JsonArray shown = response(new Verdict.Allowed(warnings)).getAsJsonArray("warnings");

    assertThat(shown).allMatch(warning -> warning.getAsString().length() <= 256);
    assertThat(shown.get(0).getAsString()).startsWith("0xx").endsWith("x...");
    assertThat(shown.get(shown.size() - 1).getAsString())
        .isEqualTo("and " + (40 - shown.size() + 1) + " more warnings");
    assertThat(shown.asList().stream().mapToInt(warning -> warning.getAsString().length()).sum())
        .isBetween(3_500, 4_096);
  }

  @Test
  void warnings_thatJustFit_areAllShown() {
    List<String> warnings = Collections.nCopies(16, "y".repeat(256));

    assertThat(response(new Verdict.Allowed(warnings)).getAsJsonArray("warnings")).hasSize(16);
  }

  @Test
  void warnings_withLineBreaks_arePutOnOneLine() {
    JsonArray shown =
        response(new Verdict.Allowed(List.of("a\nb\tc\u0000d"))).getAsJsonArray("warnings");

    assertThat(shown.get(0).getAsString()).isEqualTo("a b c d");
  }

  @Test
  void warnings_areNotCutInsideACharacter() {
    String warning = "z".repeat(252) + "\uD83D\uDE00".repeat(3);

    String shown =
        response(new Verdict.Allowed(List.of(warning)))
            .getAsJsonArray("warnings")
            .get(0)
            .getAsString();

    assertThat(shown).isEqualTo("z".repeat(252) + "...");
  }

  @Test
  void review_whenTheJudgeThrows_saysSoWithoutAStackTrace() {
    ReviewAnswer answer =
        review(
            GOOD,
            request -> {
              throw new IllegalStateException("boom");
            });

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).startsWith("cannot judge the request").doesNotContain("boom", "\tat");
    assertThat(answer.verdict()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\u0001',
      delimiter = '|',
      value = {
        "[]|must be a JSON object, got an array",
        "null|must be a JSON object, got null",
        "5|must be a JSON object, got a number",
        "{|got a part of it",
        "{\"a\":|got a part of it",
        "{\"a\":1,}|must be JSON",
        "{'a':1}|must be JSON",
        "{\"a\":NaN}|must be JSON",
        "{\"a\":1} {}|must be JSON",
        "{\"a\":1,\"a\":2}|got $.a twice",
        "hello|must be JSON",
        "{}|apiVersion must be \"admission.k8s.io/v1\", got \"\"",
      })
  void review_whenBodyIsNoReview_isRefusedWithASentence(String body, String part) {
    assertUnreadable(review(body, ReviewerTest::neverAsked), part);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\u0001',
      delimiter = '|',
      value = {
        "admission.k8s.io/v1|admission.k8s.io/v1beta1|set admissionReviewVersions to [\"v1\"]",
        "AdmissionReview|Pod|kind must be \"AdmissionReview\", got \"Pod\"",
        "\"request\"|\"reply\"|request must be an object, got none",
        "\"u1\"|7|request.uid must be a string",
        "\"u1\"|\"\"|request.uid must be there",
        "\"u1\"|null|request.uid must be there",
        "\"UPDATE\"|\"DESTROY\"|must be one of [CREATE, UPDATE, DELETE, CONNECT], got \"DESTROY\"",
        "\"Deployment\"|\"\"|request.kind.kind must be there",
        "\"Deployment\"|{}|request.kind.kind must be a string",
        "\"ns\"|[]|request.namespace must be a string",
        "{\"a\":1}|null|request.object must be an object, got none",
        "{\"a\":1}|[1]|request.object must be an object, got another type",
        "{\"a\":2}|null|request.oldObject must be an object, got none",
      })
  void review_whenAFieldIsWrong_namesIt(String old, String wrong, String part) {
    assertThat(GOOD).contains(old);
    assertUnreadable(review(GOOD.replace(old, wrong), ReviewerTest::neverAsked), part);
  }

  @Test
  void review_whenEmpty_saysSo() {
    assertUnreadable(review("", ReviewerTest::neverAsked), "got nothing");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0xC0, 0xFF})
  void review_whenNotUtf8_saysSo(int wrong) {
    byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
    body[GOOD.indexOf("web")] = (byte) wrong;

    assertUnreadable(Reviewer.review(body, ReviewerTest::neverAsked), "must be UTF-8");
  }

  @Test
  void review_whenNestedMuchTooDeep_isRefusedWithoutRunningOutOfStack() {
    for (String bracket : List.of("[", "{\"a\":")) {
      String deep = bracket.repeat(1_000_000);

      assertUnreadable(
          review(GOOD.replace("{\"a\":1}", "{\"a\":" + deep), ReviewerTest::neverAsked),
          "nested at most 100 deep");
    }
  }

  @Test
  void review_whenNestedJustDeepEnough_isJudged() {
    assertThat(review(nested(100), request -> ALLOWED).status()).isEqualTo(200);
    assertUnreadable(review(nested(101), ReviewerTest::neverAsked), "nested at most 100 deep");
  }

  /** A review that many levels deep. */
  private static String nested(int levels) {
    int inside = levels - 3; // review, request, object
    String value = "[".repeat(inside) + "]".repeat(inside);
    return GOOD.replace("{\"a\":1}", "{\"a\":" + value + "}");
  }

  @Test
  void review_whenTooManyValues_isRefused() {
    String many = "[" + "0,".repeat(500_000) + "0]";

    assertUnreadable(
        review(GOOD.replace("{\"a\":1}", "{\"a\":" + many + "}"), ReviewerTest::neverAsked),
        "at most 500000 values");
  }

  @Test
  void review_whenANameIsHuge_isRefusedInAShortSentence() {
    String name = "n".repeat(1_000_000);
    String twice = "{\"" + name + "\":1,\"" + name + "\":2}";

    assertUnreadable(review(GOOD.replace("{\"a\":1}", twice), ReviewerTest::neverAsked), "twice");
  }
}
