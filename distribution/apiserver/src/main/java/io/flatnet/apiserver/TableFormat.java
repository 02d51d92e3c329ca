package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Objects as the table that {@code kubectl get} prints. */
final class TableFormat {
  private static final TableColumn NAME =
      new TableColumn("Name", "string", "name", "The name of the object", 0, ".metadata.name");
  private static final TableColumn CREATED =
      new TableColumn(
          "Created At", "date", "", "When the object was made", 0, ".metadata.creationTimestamp");

  private final List<TableColumn> columns = new ArrayList<>();

  TableFormat(ResourceType type) {
    columns.add(NAME);
    if (type.columns().isEmpty()) {
      columns.add(CREATED);
    } else {
      columns.addAll(type.columns());
    }
  }

  ObjectNode table(List<StoredObject> objects, long revision) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.putObject("metadata").put("resourceVersion", Long.toString(revision));
    ArrayNode definitions = table.putArray("columnDefinitions");
    for (TableColumn column : columns) {
      definitions
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    ArrayNode rows = table.putArray("rows");
    objects.forEach(object -> addRow(rows, object));
    return table;
  }

  private void addRow(ArrayNode rows, StoredObject object) {
    ObjectNode row = rows.addObject();
    ArrayNode cells = row.putArray("cells");
    for (TableColumn column : columns) {
      JsonNode value = column.valueIn(object.tree());
      cells.add(value.isMissingNode() ? cells.nullNode() : value);
    }
    ObjectNode partial = row.putObject("object");
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", object.metadata().fields());
  }
}
