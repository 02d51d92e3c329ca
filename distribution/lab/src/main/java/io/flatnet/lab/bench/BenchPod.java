package io.flatnet.lab.bench;

import io.flatnet.ipam.IpAddress;
import java.nio.file.Path;

/**
 * A pod of a benchmark, with everything that is ready before the clock starts.
 *
 * @param uid the UID of its object
 * @param address the address that it is to have
 */
record BenchPod(String name, String uid, IpAddress address, Path networkNamespace) {}
