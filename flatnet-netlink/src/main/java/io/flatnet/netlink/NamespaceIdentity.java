package io.flatnet.netlink;

/**
 * Which network namespace: equal for two descriptors of the same one, as long as one of them is
 * open (the kernel may give the number again later).
 *
 * @param device st_dev of its file in nsfs
 * @param inode st_ino of it, the number in {@code net:[4026531840]}
 */
public record NamespaceIdentity(long device, long inode) {}
