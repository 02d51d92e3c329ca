/** The program of docs/embed-controllers.md, as somebody else would write it. */
@NullMarked
package com.example.operator;

import org.jspecify.annotations.NullMarked;
