package io.flatnet.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class LabelSelectorPropertyTest {
  @Property
  void parse_whenTextIsAnything_isASelectorOrABadRequest(@ForAll String text) {
    try {
      assertThat(LabelSelector.parse(text).requirements()).isNotNull();
    } catch (ApiFailure e) {
      assertThat(e.code()).isEqualTo(400);
    }
  }

  @Property
  void matches_whenEqualityIsNegated_isTheOpposite(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 2) String value,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 2) String wanted) {
    ObjectNode labels = Json.object().put("k", value);

    boolean equal = LabelSelector.parse("k=" + wanted).matches(labels);

    assertThat(equal).isEqualTo(value.equals(wanted));
    assertThat(LabelSelector.parse("k!=" + wanted).matches(labels)).isEqualTo(!equal);
    assertThat(LabelSelector.parse("k in (x," + wanted + ")").matches(labels)).isEqualTo(equal);
    assertThat(LabelSelector.parse("k notin (" + wanted + ")").matches(labels)).isEqualTo(!equal);
    assertThat(LabelSelector.parse("k,!other").matches(labels)).isTrue();
  }
}
