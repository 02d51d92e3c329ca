/** The program of docs/embed-webhook.md, as somebody else would write it. */
@NullMarked
package com.example.webhook;

import org.jspecify.annotations.NullMarked;
