package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML that nobody takes for anything else than what was written. */
final class YamlPropertyTest {
  @Provide
  Arbitrary<JsonObject> objects() {
    return OldObjects.objects(3).filter(object -> !object.isEmpty());
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void read_ofWhatWasWritten_isTheSame(@ForAll("objects") JsonObject object) throws Exception {
    assertThat(YamlReader.read(YamlText.of(object))).isEqualTo(object);
  }

  /** A reader of YAML 1.1 that guesses types, as Go's and Python's do. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void read_byAReaderThatGuesses_isTheSame(@ForAll("objects") JsonObject object) {
    Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(YamlText.of(object));

    assertThat(Plain.of(read)).isEqualTo(Plain.of(object));
  }
}
