package io.flatnet.cni.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.attach.Undo;
import io.flatnet.netlink.NamespaceIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the file of one ADD says: a line of JSON for the attachment, then one for each thing that
 * was about to be done. No I/O.
 *
 * @param container the container's id
 * @param interfaceName the interface in the pod
 * @param namespacePath {@code CNI_NETNS}
 * @param namespace which namespace that was
 * @param undos how to take back what may have been done, in the order of doing
 * @param answering whether the answer was about to go out, so that the caller may have it
 */
record Attempt(
    String container,
    String interfaceName,
    String namespacePath,
    NamespaceIdentity namespace,
    List<Undo> undos,
    boolean answering) {
  private static final String FORGET = "{\"forget\":\"last\"}\n";
  private static final String ANSWERING = "{\"answering\":true}\n";

  Attempt {
    undos = List.copyOf(undos);
  }

  /** How to take back what does not go with the interface: changes of routes over others. */
  List<Undo> routes() {
    return undos.stream().filter(Attempt::isRouteInPod).toList();
  }

  /** Whether it takes back a change of a pod's routes, which a deleted interface leaves. */
  static boolean isRouteInPod(Undo undo) {
    return undo.place() == Undo.Place.POD && !(undo instanceof Undo.DeleteLink);
  }

  /** The first line of a file. */
  static String header(
      String container, String interfaceName, String namespacePath, NamespaceIdentity namespace) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("version", 1)
        .put("container", container)
        .put("interface", interfaceName)
        .put("netns", namespacePath)
        .put("device", namespace.device())
        .put("inode", namespace.inode());
    return tree + "\n";
  }

  /** The line before an effect. */
  static String line(Undo undo) {
    return UndoCodec.write(undo) + "\n";
  }

  /** The line that takes the one before it back. */
  static String forgetLine() {
    return FORGET;
  }

  /** The line before the answer. */
  static String answeringLine() {
    return ANSWERING;
  }

  /**
   * Reads a file. A line that was cut short by the end of its writer was before an effect that
   * never came, and is left out; so is a file without a whole first line.
   *
   * @throws IllegalArgumentException if a whole line is none of ours
   */
  static Optional<Attempt> read(String text) {
    int end = text.lastIndexOf('\n');
    if (end < 0) {
      return Optional.empty();
    }
    String[] lines = text.substring(0, end).split("\n", -1);
    List<Undo> undos = new ArrayList<>();
    boolean answering = false;
    for (int i = 1; i < lines.length; i++) {
      JsonNode tree = tree(lines[i]);
      if (tree.has("forget") && !undos.isEmpty()) {
        undos.removeLast();
      } else if (tree.has("answering")) {
        answering = true;
      } else {
        undos.add(UndoCodec.read(tree));
      }
    }
    JsonNode head = tree(lines[0]);
    NamespaceIdentity namespace =
        new NamespaceIdentity(head.path("device").asLong(), head.path("inode").asLong());
    return Optional.of(
        new Attempt(
            head.path("container").asText(),
            head.path("interface").asText(),
            head.path("netns").asText(),
            namespace,
            undos,
            answering));
  }

  private static JsonNode tree(String line) {
    try {
      return WireJson.parse(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + line, e);
    }
  }
}
