package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code matchCondition} of a webhook.
 *
 * <p>There is no CEL here. Known are, word for word, the two forms of expressions that flatnet's
 * own configuration has; neither can fail, whatever the object:
 *
 * <ol>
 *   <li>{@code object == null || !has(object.metadata.deletionTimestamp)}
 *   <li>{@code [object, oldObject].exists(o, o != null && has(o.A) && has(o.A.annotations) && ('K'
 *       in o.A.annotations || …))}, where {@code A} is a path of fields, each of which has its
 *       {@code has}, and {@code K} are annotations
 * </ol>
 */
sealed interface MatchCondition {
  /** Whether it holds. */
  boolean holds(AdmissionAct act);

  /** The condition of an expression; empty if it is of another form. */
  static Optional<MatchCondition> parse(String expression) {
    return expression.equals(NotBeingDeleted.EXPRESSION)
        ? Optional.of(new NotBeingDeleted())
        : Annotated.parse(expression);
  }

  /** The first form. */
  record NotBeingDeleted() implements MatchCondition {
    private static final String EXPRESSION =
        "object == null || !has(object.metadata.deletionTimestamp)";

    @Override
    public boolean holds(AdmissionAct act) {
      ObjectNode object = act.object();
      return object == null || !Metadata.of(object).isDeleting();
    }
  }

  /**
   * The second form.
   *
   * @param path the fields down to the metadata
   * @param keys the annotations, of which there must be one
   */
  record Annotated(List<String> path, List<String> keys) implements MatchCondition {
    private static final Pattern FORM =
        Pattern.compile(
            "\\[object, oldObject\\]\\.exists\\(o, o != null && .*"
                + "has\\(o\\.([A-Za-z.]+)\\.annotations\\) && \\((.*)\\)\\)");
    private static final Pattern KEY = Pattern.compile("'([A-Za-z0-9./_-]+)' in ");

    public Annotated {
      path = List.copyOf(path);
      keys = List.copyOf(keys);
    }

    private static Optional<MatchCondition> parse(String expression) {
      Matcher form = FORM.matcher(expression);
      if (!form.matches()) {
        return Optional.empty();
      }
      List<String> keys = new ArrayList<>();
      Matcher key = KEY.matcher(form.group(2));
      while (key.find()) {
        keys.add(key.group(1));
      }
      Annotated parsed = new Annotated(List.of(form.group(1).split("\\.", -1)), keys);
      // What the pattern let through is told apart by writing down what was understood.
      return Optional.<MatchCondition>of(parsed).filter(p -> parsed.text().equals(expression));
    }

    private String text() {
      StringBuilder text = new StringBuilder("[object, oldObject].exists(o, o != null");
      StringBuilder field = new StringBuilder("o");
      for (String name : path) {
        field.append('.').append(name);
        text.append(" && has(").append(field).append(')');
      }
      field.append(".annotations");
      text.append(" && has(").append(field).append(") && (");
      for (int i = 0; i < keys.size(); i++) {
        text.append(i == 0 ? "'" : " || '").append(keys.get(i)).append("' in ").append(field);
      }
      return text.append("))").toString();
    }

    @Override
    public boolean holds(AdmissionAct act) {
      return isAnnotated(act.object()) || isAnnotated(act.oldObject());
    }

    private boolean isAnnotated(@Nullable ObjectNode object) {
      if (object == null) {
        return false;
      }
      JsonNode metadata = object;
      for (String name : path) {
        metadata = metadata.path(name);
      }
      return keys.stream().anyMatch(metadata.path("annotations")::has);
    }
  }
}
