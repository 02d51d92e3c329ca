/** What somebody who adds the module to a program of their own writes: docs/embed-ipam-core.md. */
@NullMarked
package com.example.addresses;

import org.jspecify.annotations.NullMarked;
