/** The program of docs/embed-controllers.md, as somebody else would write it. */
@NullUnmarked
package com.example.operator;

import org.jspecify.annotations.NullUnmarked;
