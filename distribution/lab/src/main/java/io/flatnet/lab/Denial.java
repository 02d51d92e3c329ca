package io.flatnet.lab;

/**
 * A pod that the webhook did not let in.
 *
 * @param pod its namespace and name
 * @param asked the address that it asked for
 * @param message what the API server said
 */
record Denial(String pod, String asked, String message) {}
