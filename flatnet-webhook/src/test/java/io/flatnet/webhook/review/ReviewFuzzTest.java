package io.flatnet.webhook.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.flatnet.webhook.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Shows that no body makes the reviewer throw, hang, show a stack trace or allow what it should
 * not: what the real judge says of the request that another reader finds in the same body. The
 * bodies come from seeds, 10,000 in the ordinary build and 1,000,000 under {@code -Pdeep}; a
 * failure names its seed.
 */
class ReviewFuzzTest {
  private static final long SEEDS = Long.getLong("flatnet.webhook.fuzz.seeds", 10_000);
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** A second for the largest; a body that takes longer by itself is a hang. */
  private static final long HANG_NANOS = Duration.ofSeconds(30).toNanos();

  @Test
  void review_ofMutatedBodies_neverFailsNorAllowsWrongly() {
    Set<String> seen = new HashSet<>();

    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (long seed = 0; seed < SEEDS; seed++) {
            seen.add(tryOne(seed));
          }
        });

    assertThat(seen).as("each end is reached").contains("allowed", "denied", "400");
  }

  private static String tryOne(long seed) {
    Random random = new Random(seed);
    SampleReview sample = SampleReview.random(random);
    if (random.nextInt(4) == 0) {
      return sameMeaning(seed, sample, random);
    }
    return anyMeaning(seed, sample, random);
  }

  /** Spaces, the order of names, escapes and unknown fields change nothing. */
  private static String sameMeaning(long seed, SampleReview sample, Random random) {
    String plain = sample.json();
    String other = new Rewriter(random).rewrite(plain);

    ReviewAnswer expected = review(seed, bytes(plain));
    ReviewAnswer got = review(seed, bytes(other));

    assertThat(got).as("seed %d: %s", seed, other).isEqualTo(expected);
    assertThat(expected.status()).isEqualTo(200);
    assertThat(expected.verdict().orElseThrow() instanceof Verdict.Allowed)
        .as("seed %d: %s", seed, plain)
        .isEqualTo(!sample.isWrong());
    return name(expected);
  }

  private static String anyMeaning(long seed, SampleReview sample, Random random) {
    byte[] body = new Mutator(random).mutate(bytes(sample.json()));

    ReviewAnswer answer = review(seed, body);

    Optional<Verdict> verdict = answer.verdict();
    if (verdict.isPresent()) {
      assertThat(isJson(body)).as("seed %d: a verdict on what is no JSON", seed).isTrue();
      JsonObject review = object(body);
      JsonObject response =
          JsonParser.parseString(answer.body()).getAsJsonObject().getAsJsonObject("response");
      Verdict expected = SampleReview.ADMISSION.judge(SampleReview.request(review));
      assertThat(verdict).as("seed %d", seed).contains(expected);
      assertThat(response.get("allowed").getAsBoolean())
          .as("seed %d", seed)
          .isEqualTo(expected instanceof Verdict.Allowed);
      assertThat(response.get("uid"))
          .as("seed %d", seed)
          .isEqualTo(review.getAsJsonObject("request").get("uid"));
    } else {
      assertThat(answer.body()).as("seed %d", seed).doesNotContain("\"allowed\"");
    }
    return name(answer);
  }

  private static ReviewAnswer review(long seed, byte[] body) {
    long begun = System.nanoTime();
    ReviewAnswer answer = Reviewer.review(body, SampleReview.ADMISSION::judge);
    assertThat(System.nanoTime() - begun).as("seed %d hangs", seed).isLessThan(HANG_NANOS);
    assertThat(answer.status()).as("seed %d", seed).isIn(200, 400);
    assertThat(answer.body())
        .as("seed %d", seed)
        .doesNotContain("\tat ", "Exception", "java.")
        .isNotBlank();
    return answer;
  }

  private static boolean isJson(byte[] body) {
    try {
      return JsonParser.parseString(text(body)).isJsonObject();
    } catch (JsonParseException e) {
      return false;
    }
  }

  private static JsonObject object(byte[] body) {
    return JsonParser.parseString(text(body)).getAsJsonObject();
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static String name(ReviewAnswer answer) {
    return answer
        .verdict()
        .map(verdict -> verdict instanceof Verdict.Allowed ? "allowed" : "denied")
        .orElse(String.valueOf(answer.status()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
