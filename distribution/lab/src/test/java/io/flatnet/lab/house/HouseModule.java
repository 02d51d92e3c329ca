package io.flatnet.lab.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One module of the reactor with the classes that its build wrote. */
record HouseModule(String name, Path directory, JavaClasses classes, JavaClasses tests) {

  /** Reads a module's class files; fails when it was not compiled. */
  static HouseModule read(Path root, String path) {
    Path directory = root.resolve(path);
    return new HouseModule(
        directory.getFileName().toString(),
        directory,
        importDirectory(directory.resolve("target/classes")),
        importDirectory(directory.resolve("target/test-classes")));
  }

  private static JavaClasses importDirectory(Path directory) {
    return Files.isDirectory(directory)
        ? new ClassFileImporter().importPath(directory)
        : new ClassFileImporter().importClasses();
  }

  /** Whether a class was compiled in this module. */
  boolean owns(JavaClass type) {
    return classes.contain(type.getName());
  }

  /**
   * Every edge from a class of this module to a class outside it, arrays reduced to their elements.
   */
  List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (JavaClass origin : classes) {
      for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!target.isPrimitive() && !owns(target)) {
          edges.add(new Edge(origin.getName(), target.getName(), target.getPackageName()));
        }
      }
    }
    return edges;
  }

  /** Packages that have classes, those of the tests too. */
  Stream<JavaClass> allClasses() {
    return Stream.concat(classes.stream(), tests.stream());
  }

  /** A use of one class by another. */
  record Edge(String origin, String target, String targetPackage) {}
}
