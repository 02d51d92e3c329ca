package com.example.links;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.MacvlanMode;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.Route;
import java.nio.file.Path;

/** Makes a macvlan of a link in another namespace, with an address and a default route. */
public final class MacvlanInNamespace {
  public static void main(String[] args) {
    IpAddress address = IpAddress.parse("10.0.0.7");
    IpAddress gateway = IpAddress.parse("10.0.0.1");
    try (NetworkNamespace pod = NetworkNamespace.open(Path.of(args[1]));
        Netlink here = Netlink.open();
        Netlink inside = Netlink.open(pod)) {
      Link parent = here.links().get(args[0]);
      LinkRequest macvlan = LinkRequest.macvlan("eth1", parent.index(), MacvlanMode.BRIDGE);
      here.links().createIn(pod, macvlan);
      int eth1 = inside.links().get("eth1").index();
      inside.addresses().add(eth1, address, 24);
      inside.links().setUp(eth1);
      inside.routes().add(Route.toDefault(gateway.family()).via(gateway).dev(eth1));
      System.out.println(inside.links().get("eth1").kind());
      System.out.println(inside.routes().lookup(IpAddress.parse("192.0.2.1")).source());
    }
  }
}
