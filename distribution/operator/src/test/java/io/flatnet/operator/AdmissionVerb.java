package io.flatnet.operator;

import com.google.gson.JsonObject;
import java.io.IOException;

/** The ways in which an object comes to be as it is asked for. */
enum AdmissionVerb {
  /** {@code kubectl create}. */
  CREATE(false) {
    @Override
    AdmissionLab.Answer ask(AdmissionLab lab, String collection, JsonObject object)
        throws IOException {
      return lab.send("POST", collection, object);
    }
  },
  /** {@code kubectl create --dry-run=server}. */
  DRY_RUN(false) {
    @Override
    AdmissionLab.Answer ask(AdmissionLab lab, String collection, JsonObject object)
        throws IOException {
      return lab.send("POST", collection + "?dryRun=All", object);
    }
  },
  /** {@code kubectl replace}. */
  UPDATE(true) {
    @Override
    AdmissionLab.Answer ask(AdmissionLab lab, String collection, JsonObject object)
        throws IOException {
      String path = path(collection, object);
      JsonObject next = object.deepCopy();
      AdmissionLab.Answer answer;
      do { // the operator labels it meanwhile
        next.getAsJsonObject("metadata").addProperty("resourceVersion", lab.version(path));
        answer = lab.send("PUT", path, next);
      } while (answer.code() == AdmissionLab.CONFLICT);
      return answer;
    }
  },
  /** {@code kubectl patch --type=merge}. */
  PATCH(true) {
    @Override
    AdmissionLab.Answer ask(AdmissionLab lab, String collection, JsonObject object)
        throws IOException {
      return lab.send("PATCH", path(collection, object), "application/merge-patch+json", object);
    }
  },
  /** {@code kubectl apply --server-side}. */
  APPLY(false) {
    @Override
    AdmissionLab.Answer ask(AdmissionLab lab, String collection, JsonObject object)
        throws IOException {
      return lab.send(
          "PATCH",
          path(collection, object) + "?fieldManager=test&force=true",
          "application/apply-patch+yaml",
          object);
    }
  };

  private final boolean needsOld;

  AdmissionVerb(boolean needsOld) {
    this.needsOld = needsOld;
  }

  /** Whether the object must be there before. */
  boolean needsOld() {
    return needsOld;
  }

  /** Asks for the object. */
  abstract AdmissionLab.Answer ask(AdmissionLab lab, String collection, JsonObject object)
      throws IOException;

  /** Where an object is in its collection. */
  static String path(String collection, JsonObject object) {
    return collection + "/" + object.getAsJsonObject("metadata").get("name").getAsString();
  }
}
