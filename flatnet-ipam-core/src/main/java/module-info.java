/** The pure IPAM core: values and functions, no I/O, no clock, no logging. */
module io.flatnet.ipam {
  requires static org.jspecify;

  exports io.flatnet.ipam;
}
