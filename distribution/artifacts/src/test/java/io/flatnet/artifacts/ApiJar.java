package io.flatnet.artifacts;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.Attribute;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.AnnotationDefaultAttribute;
import java.lang.classfile.attribute.ConstantValueAttribute;
import java.lang.classfile.attribute.DeprecatedAttribute;
import java.lang.classfile.attribute.ExceptionsAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.PermittedSubclassesAttribute;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/**
 * A jar with what others can compile against, and no code: the public types of the packages that
 * are API, what they inherit from, and of both the public and protected members. The same classes
 * give the same bytes.
 */
final class ApiJar {
  private static final LocalDateTime ANY_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);
  private static final ClassFile FILES =
      ClassFile.of(
          ClassFile.ConstantPoolSharingOption.NEW_POOL, // no name of what is left out
          ClassFile.DebugElementsOption.DROP_DEBUG);

  private final Map<String, ClassModel> classes;
  private final Set<String> packages;

  private ApiJar(Map<String, ClassModel> classes, Set<String> packages) {
    this.classes = classes;
    this.packages = packages;
  }

  /**
   * Writes the API of a library.
   *
   * @param change what becomes of each class file before
   */
  static void write(Library library, Path api, Change change) throws IOException {
    ApiJar whole = read(library, change);
    Files.createDirectories(api.getParent());
    try (OutputStream file = Files.newOutputStream(api);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String name : whole.kept()) {
        JarEntry entry = new JarEntry(name + ".class");
        entry.setTimeLocal(ANY_TIME);
        out.putNextEntry(entry);
        out.write(stripped(whole.model(name)));
        out.closeEntry();
      }
    }
  }

  /** Writes the API of a library as it is. */
  static void write(Library library, Path api) throws IOException {
    write(library, api, model -> model);
  }

  /** A change of a class, for a test. */
  interface Change {
    ClassModel of(ClassModel model);
  }

  private static ApiJar read(Library library, Change change) throws IOException {
    Map<String, ClassModel> classes = new TreeMap<>();
    try (JarFile file = new JarFile(library.built(".jar").toFile())) {
      for (JarEntry entry : file.stream().filter(ApiJar::isClass).toList()) {
        ClassModel model = FILES.parse(file.getInputStream(entry).readAllBytes());
        classes.put(model.thisClass().asInternalName(), change.of(model));
      }
    }
    return new ApiJar(
        classes,
        library.apiPackages().stream()
            .map(name -> name.replace('.', '/'))
            .collect(Collectors.toSet()));
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().endsWith("-info.class");
  }

  private ClassModel model(String name) {
    return Optional.ofNullable(classes.get(name)).orElseThrow();
  }

  /** The public types, and those of this jar that they inherit from. */
  private Set<String> kept() {
    Set<String> kept = new TreeSet<>();
    classes.keySet().stream().filter(this::isPublic).forEach(name -> keep(name, kept));
    return kept;
  }

  private void keep(String name, Set<String> kept) {
    ClassModel model = classes.get(name);
    if (model != null && kept.add(name)) {
      model.superclass().ifPresent(parent -> keep(parent.asInternalName(), kept));
      model.interfaces().forEach(parent -> keep(parent.asInternalName(), kept));
    }
  }

  private boolean isPublic(String name) {
    int slash = name.lastIndexOf('/');
    if (!packages.contains(name.substring(0, slash))) {
      return false;
    }
    Optional<InnerClassInfo> inside =
        model(name).findAttribute(Attributes.innerClasses()).stream()
            .flatMap(all -> all.classes().stream())
            .filter(info -> info.innerClass().asInternalName().equals(name))
            .findFirst();
    return inside
        .map(
            info ->
                isOpen(info::has)
                    && info.outerClass().map(ClassEntry::asInternalName).stream()
                        .allMatch(this::isPublic)
                    && info.outerClass().isPresent())
        .orElseGet(() -> isOpen(model(name).flags()::has));
  }

  private static boolean isOpen(Predicate<AccessFlag> flags) {
    return (flags.test(AccessFlag.PUBLIC) || flags.test(AccessFlag.PROTECTED))
        && !flags.test(AccessFlag.SYNTHETIC);
  }

  private static byte[] stripped(ClassModel model) {
    return FILES.build(
        model.thisClass().asSymbol(),
        builder -> {
          for (ClassElement element : model) {
            switch (element) {
              case MethodModel method -> {
                if (isOpen(method.flags()::has)) {
                  builder.transformMethod(method, MethodTransform.dropping(ApiJar::isNoApi));
                }
              }
              case FieldModel field -> {
                if (isOpen(field.flags()::has)) {
                  builder.transformField(field, FieldTransform.dropping(ApiJar::isNoApi));
                }
              }
              default -> {
                if (!isNoApi(element)) {
                  builder.with(element);
                }
              }
            }
          }
        });
  }

  /** Code, annotations and what debuggers read. */
  private static boolean isNoApi(Object element) {
    return switch (element) {
      case AnnotationDefaultAttribute _,
          ConstantValueAttribute _,
          DeprecatedAttribute _,
          ExceptionsAttribute _,
          InnerClassesAttribute _,
          PermittedSubclassesAttribute _,
          RecordAttribute _,
          SignatureAttribute _ ->
          false;
      default -> element instanceof Attribute<?> || element instanceof CodeModel;
    };
  }
}
