package io.flatnet.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PagesPropertyTest {
  private static List<StoredObject> objects(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new StoredObject(BuiltInTypes.PODS, Json.object(), i + 1L))
        .toList();
  }

  @Property(tries = 200)
  void pages_whenReadToTheEnd_areTheListInOrder(
      @ForAll @IntRange(max = 40) int count, @ForAll @IntRange(min = 1, max = 15) int limit) {
    Pages pages = new Pages();
    List<StoredObject> list = objects(count);
    List<StoredObject> read = new ArrayList<>();

    Pages.Page page = pages.first(list, 7, limit, true);
    read.addAll(page.objects());
    while (!page.token().isEmpty()) {
      assertThat(page.objects()).hasSize(limit);
      assertThat(page.remaining()).isEqualTo(count - read.size());
      page = pages.next(page.token(), limit);
      read.addAll(page.objects());
    }

    assertThat(read).isEqualTo(list);
  }

  @Property(tries = 500)
  void next_whenTokenIsNotOurs_isAnApiFailure(@ForAll String token) {
    Pages pages = new Pages();
    pages.first(objects(5), 7, 2, true);

    assertThatThrownBy(() -> pages.next(token, 2)).isInstanceOf(ApiFailure.class);
  }

  @Example
  void next_whenListIsForgotten_expires() {
    Pages pages = new Pages();
    String token = pages.first(objects(5), 7, 2, true).token();
    for (int i = 0; i < 64; i++) {
      pages.first(objects(5), 7, 2, true);
    }

    assertThatThrownBy(() -> pages.next(token, 2))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(410));
  }
}
