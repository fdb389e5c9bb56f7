package io.github.tfsaliency.server.v1;

import com.google.gson.stream.JsonReader;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.protocol.Choices;
import io.github.tfsaliency.server.protocol.RequestJson;
import java.io.IOException;

/**
 * The parameters of an explanation.
 *
 * @param choices method and targets
 * @param form of the maps
 * @param topK how many regions at most
 * @param recorded whether each map comes with its record
 */
record ExplainParameters(Choices choices, Form form, int topK, boolean recorded) {
  /** Of a request that says nothing. */
  static final ExplainParameters DEFAULT =
      new ExplainParameters(Choices.NONE, Form.ARRAY, 5, false);

  private static final int MOST_REGIONS = 100;

  static ExplainParameters read(JsonReader json) throws IOException {
    Parts parts = new Parts();
    RequestJson.object(
        json,
        (key, member) -> {
          switch (key) {
            case "method" -> parts.choices = parts.choices.withMethod(Choices.method(member));
            case "target" -> parts.choices = parts.choices.withTargets(Choices.targets(member));
            case "format" -> parts.form = form(RequestJson.text(member));
            case "top_k" -> parts.topK = topK(RequestJson.whole(member));
            case "record" -> parts.recorded = RequestJson.truth(member);
            default ->
                throw RequestJson.unknown(
                    key, member, "'method', 'target', 'format', 'top_k', 'record'");
          }
        });
    return new ExplainParameters(parts.choices, parts.form, parts.topK, parts.recorded);
  }

  /** What was read so far. */
  private static final class Parts {
    private Choices choices = DEFAULT.choices;
    private Form form = DEFAULT.form;
    private int topK = DEFAULT.topK;
    private boolean recorded = DEFAULT.recorded;
  }

  private static Form form(String text) {
    return switch (text) {
      case "array" -> Form.ARRAY;
      case "png" -> Form.PNG;
      case "regions" -> Form.REGIONS;
      default ->
          throw Refusal.badRequest(
              "The format '%s' is not known.\nMaybe one of 'array', 'png', 'regions'.", text);
    };
  }

  private static int topK(long number) {
    if (number < 1 || number > MOST_REGIONS) {
      throw Refusal.badRequest("The top_k is %s, but must be from 1 to %s.", number, MOST_REGIONS);
    }
    return (int) number;
  }
}
