/** Linux netlink, network namespaces and Unix sockets through the foreign function API. */
module io.flatnet.netlink {
  requires transitive io.flatnet.ipam;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.flatnet.netlink;
  exports io.flatnet.netlink.socket;
  exports io.flatnet.netlink.wire;
}
