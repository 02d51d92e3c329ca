/** A real node: kubelet, containerd and Multus call the plugin. */
@NullMarked
package io.flatnet.lab.node;

import org.jspecify.annotations.NullMarked;
