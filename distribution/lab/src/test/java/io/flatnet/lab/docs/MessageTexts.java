package io.flatnet.lab.docs;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The texts of two words or more that compiled classes carry: string constants, the recipes of
 * concatenations, and formats. What is filled in is {@code …}. Annotations are no part of it (they
 * hold picocli's help), nor are the formats of log lines below a warning.
 */
final class MessageTexts {
  private static final Pattern FILLED_IN = Pattern.compile("[\\x01\\x02]|%[-,0-9.]*[a-zA-Z]|\\{}");
  private static final Pattern TWO_WORDS =
      Pattern.compile("(?s).*[A-Za-z]{2,}[\"':;,]? [\"'(]?[a-z]+.*");
  private static final Set<String> QUIET = Set.of("trace", "debug", "info");
  private static final String LOGGER = "Lorg/slf4j/Logger;";
  private static final int FEW_LETTERS = 8;

  private MessageTexts() {}

  /**
   * One text of a class.
   *
   * @param owner the class, as in {@code io/flatnet/ipam/Finding}
   */
  record Text(String owner, String text) {
    @Override
    public String toString() {
      return owner + ": " + text;
    }
  }

  /** The texts that a pattern's first group finds in a file of another language. */
  static List<Text> of(Path file, Pattern pattern) throws IOException {
    List<Text> texts = new ArrayList<>();
    pattern
        .matcher(Files.readString(file))
        .results()
        .forEach(found -> add(file.getFileName().toString(), found.group(1), texts));
    return texts;
  }

  /**
   * The texts of all classes below a directory, with {@code \\n} for the end of a line.
   *
   * @param classes a directory, or the file of one class
   */
  static List<Text> below(Path classes) throws IOException {
    List<Text> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        add(ClassFile.of().parse(file), texts);
      }
    }
    return texts;
  }

  private static void add(ClassModel type, List<Text> texts) {
    String owner = type.thisClass().asInternalName();
    for (FieldModel field : type.fields()) {
      field
          .findAttribute(Attributes.constantValue())
          .filter(value -> value.constant() instanceof StringEntry)
          .ifPresent(value -> add(owner, ((StringEntry) value.constant()).stringValue(), texts));
    }
    for (MethodModel method : type.methods()) {
      if (!method.methodName().equalsString("toString")) {
        method.code().ifPresent(code -> add(owner, code, texts));
      }
    }
  }

  private static void add(String owner, CodeModel code, List<Text> texts) {
    List<CodeElement> elements = code.elementList();
    for (int i = 0; i < elements.size(); i++) {
      String text = text(elements.get(i));
      if (text != null && !isQuietLog(elements, i)) {
        add(owner, text, texts);
      }
    }
  }

  private static void add(String owner, String text, List<Text> texts) {
    String shown = FILLED_IN.matcher(text).replaceAll("…").strip().replace("\n", "\\n");
    if (TWO_WORDS.matcher(shown).matches()
        && shown.chars().filter(Character::isLetter).count() >= FEW_LETTERS) {
      texts.add(new Text(owner, shown));
    }
  }

  private static @Nullable String text(CodeElement element) {
    return switch (element) {
      case ConstantInstruction constant when constant.constantValue() instanceof String text ->
          text;
      case InvokeDynamicInstruction call
          when call.name().equalsString("makeConcatWithConstants")
              && call.bootstrapArgs().getFirst() instanceof String recipe ->
          recipe;
      default -> null;
    };
  }

  /**
   * Whether the text comes right after the logger, and the next call of a logger is a quiet one.
   */
  private static boolean isQuietLog(List<CodeElement> elements, int text) {
    int before = text - 1;
    while (before >= 0 && !(elements.get(before) instanceof Instruction)) {
      before--;
    }
    return before >= 0
        && isLogger(elements.get(before))
        && elements.subList(text, elements.size()).stream()
            .filter(InvokeInstruction.class::isInstance)
            .map(InvokeInstruction.class::cast)
            .filter(call -> call.owner().asInternalName().equals("org/slf4j/Logger"))
            .findFirst()
            .filter(call -> QUIET.contains(call.name().stringValue()))
            .isPresent();
  }

  private static boolean isLogger(CodeElement element) {
    return switch (element) {
      case FieldInstruction field -> field.type().equalsString(LOGGER);
      case InvokeInstruction call -> call.type().stringValue().endsWith(")" + LOGGER);
      default -> false;
    };
  }
}
