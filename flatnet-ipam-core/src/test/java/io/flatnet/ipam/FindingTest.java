package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FindingTest {
  private static Finding at(String field, String value) {
    return new Finding(field, value, "must be right", "write it right");
  }

  @ParameterizedTest
  @ValueSource(strings = {"field", "value", "constraint", "nextStep"})
  @SuppressWarnings("NullAway") // what an embedder without a null checker may do
  void make_whenAMemberIsNull_namesIt(String member) {
    assertThatThrownBy(
            () ->
                new Finding(
                    member.equals("field") ? null : "f",
                    member.equals("value") ? null : "v",
                    member.equals("constraint") ? null : "c",
                    member.equals("nextStep") ? null : "n"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(member);
  }

  @Test
  void toString_whenTheValueIsLong_showsItsStart() {
    assertThat(at("spec.cidr", "x".repeat(1_000_000)).toString())
        .startsWith("spec.cidr must be right, got \"xxxx")
        .endsWith("…\"; write it right")
        .hasSizeLessThan(200);
  }

  @Test
  void toString_whenTheValueHasControlCharacters_staysOneLine() {
    assertThat(at("spec.master", "a\nb\u001b[2Jä"))
        .hasToString("spec.master must be right, got \"a\\u000ab\\u001b[2Jä\"; write it right");
  }

  @Test
  void added_whenNothingWasWrong_isAllInOrder() {
    List<Finding> now = List.of(at("b", "1"), at("a", "2"));
    assertThat(Finding.added(List.of(), now)).isEqualTo(now);
    assertThat(Finding.added(now, List.of())).isEmpty();
  }

  @Test
  void added_whenAnyMemberDiffers_isNew() {
    Finding old = new Finding("f", "v", "c", "n");
    List<Finding> others =
        List.of(
            new Finding("g", "v", "c", "n"),
            new Finding("f", "w", "c", "n"),
            new Finding("f", "v", "d", "n"),
            new Finding("f", "v", "c", "o"));
    assertThat(Finding.added(List.of(old), others)).isEqualTo(others);
    assertThat(Finding.added(List.of(old), List.of(old))).isEmpty();
  }

  @Test
  void added_whenAnElementMovesInItsList_isOld() {
    assertThat(Finding.added(List.of(at("r[10].to", "x")), List.of(at("r[9].to", "x")))).isEmpty();
    assertThat(Finding.added(List.of(at("[0]", "x")), List.of(at("[1]", "x")))).isEmpty();
    assertThat(Finding.added(List.of(at("r[0].to", "x")), List.of(at("r[0].from", "x"))))
        .hasSize(1);
    assertThat(Finding.added(List.of(at("r[a]", "x")), List.of(at("r[b]", "x")))).hasSize(1);
  }

  @Test
  void added_whenTheSameIsSaidTwiceNow_isNewOnce() {
    List<Finding> twice = List.of(at("r[0]", "x"), at("r[1]", "x"));
    assertThat(Finding.added(twice.subList(0, 1), twice)).containsExactly(twice.get(1));
    assertThat(Finding.added(twice, twice)).isEmpty();
  }

  /** Texts whose hash codes are equal must not make a table degenerate to a list. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void added_whenManyValuesHaveOneHashCode_ends() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 1 << 16; i++) {
      StringBuilder value = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        value.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      findings.add(at("r[" + i + "]", value.toString()));
    }
    assertThat(findings)
        .extracting(f -> f.value().hashCode())
        .containsOnly("Aa".repeat(16).hashCode());
    List<Finding> reversed = new ArrayList<>(findings);
    Collections.reverse(reversed);
    assertThat(Finding.added(findings, reversed)).isEmpty();
  }
}
