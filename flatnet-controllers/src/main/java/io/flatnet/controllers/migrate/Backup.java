package io.flatnet.controllers.migrate;

import com.google.gson.JsonObject;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a backup has, in an order that {@code kubectl create -f} takes: definitions first, then
 * namespaces, Services and subnets.
 *
 * @param old whether the MacvlanSubnets are in it, with the definitions of their group
 * @param current whether the FlatNetworkSubnets are in it, with the definitions of their group and
 *     their namespace
 * @param oldServices whether the Services of the old system are in it, with their namespaces
 */
public record Backup(boolean old, boolean current, boolean oldServices) {
  private static final int PAGE_SIZE = 500;

  /** There in every cluster, so that nobody has to make them. */
  private static final Set<String> USUAL_NAMESPACES =
      Set.of("default", "kube-system", "kube-public", "kube-node-lease");

  /**
   * Reads what is to be in the backup, and hands it over. What the cluster does not have is left
   * out.
   */
  public void write(RawStore store, BackupFile.Sink sink) throws IOException, BackupException {
    definitions(store, sink);
    Set<String> namespaces = new TreeSet<>();
    List<JsonObject> services = new ArrayList<>();
    if (oldServices) {
      each(
          store,
          ResourceType.SERVICES,
          service -> {
            if (ServiceMigration.isOld(service)) {
              services.add(service);
              namespaces.add(Json.key(service).namespace());
            }
          });
    }
    if (current) {
      namespaces.add(FlatNetwork.NAMESPACE);
    }
    namespaces.removeAll(USUAL_NAMESPACES);
    for (String name : namespaces) {
      one(store, ResourceType.NAMESPACES, new ObjectKey("", name), sink);
    }
    for (JsonObject service : services) {
      sink.add(service);
    }
    if (old) {
      each(store, OldResources.SUBNETS, sink::add);
    }
    if (current) {
      each(store, ResourceType.FLAT_NETWORK_SUBNETS, sink::add);
    }
  }

  private void definitions(RawStore store, BackupFile.Sink sink)
      throws IOException, BackupException {
    List<ResourceType<?>> types = new ArrayList<>();
    if (old) {
      types.addAll(List.of(OldResources.SUBNETS, OldResources.ADDRESSES));
    }
    if (current) {
      types.addAll(List.of(ResourceType.FLAT_NETWORK_SUBNETS, ResourceType.FLAT_NETWORK_IPS));
    }
    for (ResourceType<?> type : types) {
      one(store, OldResources.DEFINITIONS, new ObjectKey("", type.rbacName()), sink);
    }
  }

  private static void one(RawStore store, ResourceType<?> type, ObjectKey key, BackupFile.Sink sink)
      throws IOException, BackupException {
    switch (store.get(type, key)) {
      case Outcome.Done<JsonObject>(JsonObject object) -> sink.add(object);
      case Outcome.NotFound<JsonObject> _ -> {}
      case Outcome.Failure<JsonObject> failure -> throw new BackupException(failure.message());
    }
  }

  private interface Visit {
    void object(JsonObject object) throws IOException;
  }

  private static void each(RawStore store, ResourceType<?> type, Visit visit)
      throws IOException, BackupException {
    String next = "";
    do {
      switch (store.page(type, PAGE_SIZE, next)) {
        case Outcome.Done<RawStore.Page>(RawStore.Page page) -> {
          for (JsonObject object : page.items()) {
            if (!Json.isDeleting(object)) {
              visit.object(object);
            }
          }
          next = page.next();
        }
        case Outcome.NotFound<RawStore.Page> _ -> next = ""; // a cluster without the resource
        case Outcome.Failure<RawStore.Page> failure -> throw new BackupException(failure.message());
      }
    } while (!next.isEmpty());
  }
}
