package io.github.tfsaliency.server.protocol;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Wording;
import io.github.tfsaliency.server.answer.Refusal;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** Makes of what a request sends what a model takes, or says why not. */
public final class Inputs {
  /**
   * What one sample may have where the model leaves its size open: a small body could ask for a
   * computation that no machine bears.
   */
  private static final long MOST_VALUES_OF_FREE_SIZE = 1L << 22;

  /** More are sent in several requests. */
  private static final int MOST_SAMPLES = 1024;

  private Inputs() {}

  /** Refuses one sample more than a request may have. */
  public static void requireRoom(long samples) {
    if (samples >= MOST_SAMPLES) {
      throw Refusal.of(
          Refusal.TOO_LARGE,
          "The request has more than %s instances.\nMaybe send them in several requests.",
          MOST_SAMPLES);
    }
  }

  /**
   * Checks the samples' names and shapes.
   *
   * @param given by name; inputs that the model does not need may be there
   * @param where the sample stands, for messages
   * @return those that the model needs
   */
  public static ImmutableMap<String, FloatNdArray> checked(
      Model model, Map<String, FloatNdArray> given, String where) {
    Set<String> needed = ImmutableSet.copyOf(model.inputNames());
    if (!given.keySet().containsAll(needed)
        || !Sets.union(needed, model.unusedInputs()).containsAll(given.keySet())) {
      throw Refusal.badRequest(
          "%s has the inputs %s, but the model takes %s.",
          Message.part(where), given.keySet(), model.inputNames());
    }
    ImmutableMap<String, FloatNdArray> inputs =
        ImmutableMap.copyOf(Maps.filterKeys(given, needed::contains));
    inputs.forEach((name, values) -> requireFits(model, name, values.shape(), where));
    return inputs;
  }

  private static void requireFits(Model model, String input, Shape given, String where) {
    Shape expected = model.inputShape(input);
    if (expected.isUnknown()) {
      requireBearable(given, where);
      return;
    }
    Shape sample = expected.numDimensions() == 0 ? expected : expected.tail();
    boolean fits = given.numDimensions() == sample.numDimensions() && given.size() > 0;
    for (int i = 0; fits && i < sample.numDimensions(); i++) {
      fits = sample.get(i) == Shape.UNKNOWN_SIZE || sample.get(i) == given.get(i);
    }
    if (!fits) {
      throw Refusal.badRequest(
          "%s has the shape %s at the input '%s', which takes %s.",
          Message.part(where), text(given), input, text(sample));
    }
    requireBearable(given, where);
  }

  private static void requireBearable(Shape given, String where) {
    if (given.size() > MOST_VALUES_OF_FREE_SIZE) {
      throw Refusal.of(
          Refusal.TOO_LARGE,
          "%s has %s values, which is more than %s.\nMaybe make it smaller.",
          Message.part(where),
          given.size(),
          MOST_VALUES_OF_FREE_SIZE);
    }
  }

  /** {@code [32, ?, 3]}. */
  static String text(Shape shape) {
    ImmutableList.Builder<String> sizes = ImmutableList.builder();
    Arrays.stream(shape.asArray())
        .forEach(size -> sizes.add(size == Shape.UNKNOWN_SIZE ? "?" : Long.toString(size)));
    return sizes.build().toString();
  }

  /**
   * Encodes a picture for a model.
   *
   * @throws Refusal if the model takes none
   */
  public static FloatNdArray encoded(Model model, Picture picture) {
    try {
      return model.encode(picture);
    } catch (SaliencyException | IllegalArgumentException | IllegalStateException e) {
      throw Refusal.because(
          Refusal.BAD_REQUEST, Wording.onServer(String.valueOf(e.getMessage())), e);
    }
  }
}
