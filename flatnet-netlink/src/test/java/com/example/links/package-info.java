/** A program of somebody else, who uses netlink: the example of docs/embed-netlink.md. */
@NullMarked
package com.example.links;

import org.jspecify.annotations.NullMarked;
