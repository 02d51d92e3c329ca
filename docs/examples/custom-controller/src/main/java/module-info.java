/** An operator that gives pods flat addresses, and makes a subnet larger before it is full. */
module com.example.growth {
  requires io.flatnet.controllers;
  requires io.flatnet.api;
  requires io.flatnet.ipam;

  // Automatic modules read each other anyway; Maven puts on the module path only what is named.
  requires io.kubernetes.client.java;
  requires io.kubernetes.client.java.api;
}
