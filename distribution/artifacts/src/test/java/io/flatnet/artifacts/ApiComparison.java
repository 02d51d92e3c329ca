package io.flatnet.artifacts;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.config.Options;
import japicmp.model.AccessModifier;
import japicmp.model.JApiClass;
import japicmp.output.stdout.StdoutOutputGenerator;
import java.nio.file.Path;
import java.util.List;

/**
 * How the API of a library differs from what it was.
 *
 * @param differences whatever is new, gone or other, for people
 * @param breaks what of it keeps programs from compiling or running, for people; empty for nothing
 */
record ApiComparison(String differences, String breaks) {

  /** Compares two jars of the same library. */
  static ApiComparison of(Path before, Path after) {
    Options options = Options.newDefault();
    options.setAccessModifier(AccessModifier.PROTECTED);
    options.setIgnoreMissingClasses(true); // those of other libraries
    options.setOutputOnlyModifications(true);
    options.setOldArchives(List.of(archive(before)));
    options.setNewArchives(List.of(archive(after)));
    List<JApiClass> all =
        new JarArchiveComparator(JarArchiveComparatorOptions.of(options))
            .compare(options.getOldArchives(), options.getNewArchives());
    List<JApiClass> breaking =
        all.stream()
            .filter(type -> !type.isBinaryCompatible() || !type.isSourceCompatible())
            .toList();
    return new ApiComparison(
        report(options, all), breaking.isEmpty() ? "" : report(options, breaking));
  }

  private static JApiCmpArchive archive(Path jar) {
    return new JApiCmpArchive(jar.toFile(), jar.getFileName().toString());
  }

  private static String report(Options options, List<JApiClass> types) {
    return new StdoutOutputGenerator(options, types).generate();
  }
}
