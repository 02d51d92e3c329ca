package io.flatnet.cni.peer;

import java.util.List;
import java.util.stream.Stream;

/** ipvlan, and both kinds on a VLAN, on a kernel that has them. */
class IpvlanPeerLabIT extends PeerContract {
  /** A program takes seconds to start there. */
  @Override
  List<String> versions() {
    return List.of("1.1.0");
  }

  @Override
  Stream<PeerCase> cases() {
    return Stream.concat(
        Stream.of("l2", "l3", "l3s")
            .flatMap(
                mode ->
                    Stream.of(
                        PeerCase.ipv4("ipvlan", mode, 0),
                        PeerCase.ipv6("ipvlan", mode, 0),
                        PeerCase.ipv4("ipvlan", mode, 100))),
        Stream.of(
            PeerCase.ipv4("macvlan", "bridge", 100), PeerCase.ipv6("macvlan", "bridge", 100)));
  }
}
