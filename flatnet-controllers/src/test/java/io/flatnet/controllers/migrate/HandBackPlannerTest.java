package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandBackPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:30Z");

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static JsonObject lease(String holder, int seconds) {
    return json(
        "{'spec':{'holderIdentity':'%s','leaseDurationSeconds':%d,'renewTime':'2026-01-01T00:00:00.000000Z'}}"
            .formatted(holder, seconds));
  }

  private static JsonObject ip(String name, String address, String more) {
    return json(
        """
        {'metadata':{'namespace':'shop','name':'%s','uid':'u','resourceVersion':'1'%s,
          'finalizers':['flatnetwork.pandaria.io/address']},
         'spec':{'subnet':'blue','podId':'pod-%s'},'status':{'addr':'%s'}}
        """
            .formatted(name, more, name, address));
  }

  private static JsonObject leaving(String name, String address) {
    return ip(name, address, ",'deletionTimestamp':'2026-01-01T00:00:00Z'");
  }

  private static RangeSet addresses(String... texts) {
    RangeSet set = RangeSet.empty();
    for (String text : texts) {
      set = set.with(IpAddress.parse(text));
    }
    return set;
  }

  @Test
  void leader_whileItsTimeRuns_isNamed() {
    assertThat(HandBackPlanner.leader(lease("one", 45), NOW))
        .hasValueSatisfying(leader -> assertThat(leader).contains("one", "2026-01-01T00:00:45Z"));
  }

  @Test
  void leader_whenSilentReleasedOrNeverThere_isNone() {
    assertThat(HandBackPlanner.leader(lease("one", 30), NOW)).isEmpty();
    assertThat(HandBackPlanner.leader(lease("", 45), NOW)).isEmpty();
    assertThat(HandBackPlanner.leader(json("{}"), NOW)).isEmpty();
    assertThat(
            HandBackPlanner.leader(
                json("{'spec':{'holderIdentity':'one','leaseDurationSeconds':45}}"), NOW))
        .isEmpty();
  }

  @Test
  void blocker_isAnAddressOnItsWayOutWhosePodIsThere() {
    JsonObject leaving = leaving("a", "10.9.0.5");

    assertThat(HandBackPlanner.blocker(leaving, Set.of("pod-a"))).isPresent();
    assertThat(HandBackPlanner.blocker(leaving, Set.of("pod-b"))).isEmpty();
    assertThat(HandBackPlanner.blocker(ip("a", "10.9.0.5", ""), Set.of("pod-a"))).isEmpty();
  }

  @Test
  void used_isWhatStays() {
    List<JsonObject> ips =
        List.of(
            ip("a", "10.9.0.5", ""),
            ip("b", "10.9.0.6", ""),
            ip("c", "", ""),
            leaving("d", "10.9.0.7"));

    assertThat(HandBackPlanner.used(ips))
        .isEqualTo(Map.of("blue", addresses("10.9.0.5", "10.9.0.6")));
  }

  @Test
  void status_ofOurs_showsAllAndHasNoLedger() {
    JsonObject subnet =
        json(
            """
            {'metadata':{'namespace':'n','name':'blue','uid':'u','resourceVersion':'7'},
             'status':{'phase':'Active','gateway':'10.9.0.1','ledger':'x','usedIPTruncated':true,
               'usedIPCount':3,'usedIP':[{'from':'10.9.0.1','to':'10.9.0.1'}],'usedMac':['m']}}
            """);

    Change change =
        HandBackPlanner.status(subnet, addresses("10.9.0.5", "10.9.0.6", "10.9.0.9")).orElseThrow();

    assertThat(change.after().getAsJsonObject("status"))
        .isEqualTo(
            json(
                """
                {'phase':'Active','gateway':'10.9.0.1','usedIPCount':3,'usedMac':['m'],
                 'usedIP':[{'from':'10.9.0.1','to':'10.9.0.1'},{'from':'10.9.0.5','to':'10.9.0.6'},
                   {'from':'10.9.0.9','to':'10.9.0.9'}]}
                """));
    assertThat(
            HandBackPlanner.status(change.after(), addresses("10.9.0.5", "10.9.0.6", "10.9.0.9")))
        .isEmpty();
  }

  @Test
  void status_ofAnEmptySubnet_isLeftAlone() {
    assertThat(
            HandBackPlanner.status(
                json("{'metadata':{'name':'blue'},'status':{'phase':'Active'}}"), RangeSet.empty()))
        .isEmpty();
  }

  @Test
  void finalizer_goesAndThoseOfOthersStay() {
    JsonObject subnet =
        json(
            "{'metadata':{'name':'blue','finalizers':['flatnetwork.pandaria.io/in-use','other']}}");

    Change change =
        HandBackPlanner.withoutFinalizer(
                ResourceType.FLAT_NETWORK_SUBNETS, subnet, FlatNetwork.IN_USE_FINALIZER)
            .orElseThrow();

    assertThat(change.after().getAsJsonObject("metadata").get("finalizers"))
        .hasToString("[\"other\"]");
    assertThat(
            HandBackPlanner.withoutFinalizer(
                ResourceType.FLAT_NETWORK_SUBNETS, change.after(), FlatNetwork.IN_USE_FINALIZER))
        .isEmpty();
  }

  @Test
  void service_withAKeptSelector_getsItBack() {
    JsonObject service =
        json(
            "{'metadata':{'namespace':'n','name':'web','annotations':{'flatnetwork.pandaria.io/selector':'app=web,tier=a','mine':'x'}},'spec':{'clusterIP':'None'}}");

    assertThat(HandBackPlanner.service(service))
        .isInstanceOfSatisfying(
            Plan.Write.class,
            write -> {
              JsonObject after = write.change().after();
              assertThat(after.getAsJsonObject("spec"))
                  .isEqualTo(json("{'clusterIP':'None','selector':{'app':'web','tier':'a'}}"));
              assertThat(after.getAsJsonObject("metadata").get("annotations"))
                  .isEqualTo(json("{'mine':'x'}"));
              assertThat(HandBackPlanner.service(after)).isInstanceOf(Plan.Nothing.class);
              assertThat(
                      HandBackPlanner.singleStack(write.change()).after().getAsJsonObject("spec"))
                  .isEqualTo(
                      json(
                          "{'clusterIP':'None','selector':{'app':'web','tier':'a'},'ipFamilyPolicy':'SingleStack'}"));
            });
  }

  @Test
  void service_withASelectorThatCannotBeRead_isTold() {
    JsonObject service =
        json(
            "{'metadata':{'name':'web','annotations':{'flatnetwork.pandaria.io/selector':'app'}}}");

    assertThat(HandBackPlanner.service(service))
        .isInstanceOfSatisfying(
            Plan.Skip.class, skip -> assertThat(skip.reason()).contains("\"app\""));
  }
}
