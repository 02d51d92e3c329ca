package io.flatnet.cni.peer;

import java.util.stream.Stream;

/** macvlan on an untagged master, on this kernel. */
class MacvlanPeerIT extends PeerContract {
  @Override
  Stream<PeerCase> cases() {
    return Stream.of("bridge", "vepa", "private", "passthru")
        .flatMap(
            mode ->
                Stream.of(PeerCase.ipv4("macvlan", mode, 0), PeerCase.ipv6("macvlan", mode, 0)));
  }
}
