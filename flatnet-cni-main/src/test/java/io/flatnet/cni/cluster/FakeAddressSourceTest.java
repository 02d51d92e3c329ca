package io.flatnet.cni.cluster;

import io.flatnet.cni.AddressSource;
import io.flatnet.cni.Claim;
import io.flatnet.cni.FakeAddressSource;
import io.flatnet.cni.Subnet;

/** The fake that the other tests use keeps the contract. */
class FakeAddressSourceTest extends AddressSourceContract {
  private final FakeAddressSource fake = new FakeAddressSource();

  @Override
  AddressSource source() {
    return fake;
  }

  @Override
  Claim put(Claim claim) {
    return fake.put(claim);
  }

  @Override
  void delete(Claim claim) {
    fake.remove(claim.key());
  }

  @Override
  void put(Subnet subnet) {
    fake.put(subnet);
  }
}
