package io.flatnet.apiserver;

/**
 * How a write is to be done, and for whom.
 *
 * @param strict whether fields that the schema does not know are an error
 * @param dryRun whether all is checked and nothing stored
 * @param user who asked for it
 * @param warnings where webhooks' warnings go
 */
record WriteOptions(boolean strict, boolean dryRun, User user, Warnings warnings) {
  /** A write of the server itself. */
  static WriteOptions ofServer() {
    return new WriteOptions(true, false, User.SERVER, new Warnings());
  }

  /** What a deletion asks for, whose body may say so too. */
  static WriteOptions of(ApiRequest request, Deletes.Options deletion) {
    WriteOptions asked = of(request);
    return new WriteOptions(
        asked.strict, asked.dryRun || deletion.dryRun(), asked.user, asked.warnings);
  }

  /**
   * What a request asks for.
   *
   * @throws ApiFailure 400 for a dry run of another kind than {@code All}
   */
  static WriteOptions of(ApiRequest request) {
    String dryRun = request.parameter("dryRun");
    if (!dryRun.isEmpty() && !dryRun.equals("All")) {
      throw ApiFailure.badRequest(
          "Invalid value: \"%s\": dryRun must be \"All\" or absent".formatted(dryRun));
    }
    return new WriteOptions(
        request.parameter("fieldValidation").equals("Strict"),
        !dryRun.isEmpty(),
        request.user(),
        request.warnings());
  }
}
