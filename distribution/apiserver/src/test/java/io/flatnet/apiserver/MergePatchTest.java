package io.flatnet.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The object cases of RFC 7396 appendix A. */
class MergePatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'}              | {'a':'c'}                | {'a':'c'}",
        "{'a':'b'}              | {'b':'c'}                | {'a':'b','b':'c'}",
        "{'a':'b'}              | {'a':null}               | {}",
        "{'a':'b','b':'c'}      | {'a':null}               | {'b':'c'}",
        "{'a':['b']}            | {'a':'c'}                | {'a':'c'}",
        "{'a':'c'}              | {'a':['b']}              | {'a':['b']}",
        "{'a':{'b':'c'}}        | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]}      | {'a':[1]}                | {'a':[1]}",
        "{'e':null}             | {'a':1}                  | {'e':null,'a':1}",
        "{}                     | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
      })
  void apply_whenExampleOfTheRfc_givesItsResult(String target, String patch, String result) {
    ObjectNode object = parse(target);

    MergePatch.apply(object, parse(patch));

    assertThat(object).isEqualTo(parse(result));
  }

  private static ObjectNode parse(String text) {
    return Json.parseObject(
        ByteBuffer.wrap(Widgets.json(text).getBytes(StandardCharsets.UTF_8)), false);
  }
}
