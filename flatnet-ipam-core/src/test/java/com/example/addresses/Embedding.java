package com.example.addresses;

import io.flatnet.ipam.Decision;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.Request;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import java.util.List;
import java.util.Map;

/** Gives the two addresses of a small subnet to those who ask first. */
public final class Embedding {
  public static void main(String[] args) {
    IpAddress gateway = IpAddress.parse("10.0.0.1");
    RangeSet ranges = RangeSet.of(new IpRange(gateway, IpAddress.parse("10.0.0.3")));
    SubnetRules rules = new SubnetRules(IpPrefix.parse("10.0.0.0/24"), gateway, ranges, Map.of());
    SubnetState state = SubnetState.of(rules, List.of());
    for (String owner : List.of("ann", "bob", "ann", "eve")) {
      state = ask(state, owner);
    }
    state = ask(state.without("ann"), "eve");
    String ledger = LedgerCodec.encode(state.used());
    System.out.println(ledger + " says that " + LedgerCodec.decode(ledger) + " are in use");
  }

  private static SubnetState ask(SubnetState state, String owner) {
    switch (state.decide(Request.auto(owner))) {
      case Decision.Granted granted -> {
        System.out.println(owner + " gets " + granted.lease().address());
        return state.with(granted.lease());
      }
      case Decision.Kept kept -> System.out.println(owner + " keeps " + kept.lease().address());
      case Decision.Refused refused -> System.out.println(refused.message());
    }
    return state;
  }
}
