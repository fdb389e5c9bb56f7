package io.github.tfsaliency.display;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ChannelAxis;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * One sample and its map, channels last.
 *
 * @param attribution of one sample
 * @param view what it is
 * @param map its values
 * @param values of the input; without any where nobody knows them
 */
record Sample(Attribution attribution, InputView view, Cube map, Cube values) {
  private static final FloatNdArray NONE = NdArrays.ofFloats(Shape.of(0));

  static Sample of(Attribution given, InputView view) {
    checkView(view);
    Attribution attribution = given.sample(0).withChannelsLast();
    Cube map = Cube.of(attribution.values()).checkFinite();
    Cube values = values(view, given.isChannelsFirst());
    // a batch of one may have kept its dimension
    boolean batch = values.rank() > 1 && values.size(0) == 1 && !map.beginsWith(values);
    return new Sample(
        attribution, view, map, batch && map.beginsWith(values.part(0)) ? values.part(0) : values);
  }

  private static void checkView(InputView view) {
    if (view instanceof InputView.Row row) {
      checkArgument(
          row.columns().size() == row.values().size(),
          "A row of %s columns cannot have %s values.",
          row.columns().size(),
          row.values().size());
    } else if (view instanceof InputView.Text text) {
      checkArgument(
          text.tokens().size() == text.special().size(),
          "A text of %s tokens cannot say of %s whether they are special.",
          text.tokens().size(),
          text.special().size());
    } else if (view instanceof InputView.Sound sound) {
      checkArgument(
          !sound.samples().isEmpty() && sound.rate() > 0 && Double.isFinite(sound.rate()),
          "A sound needs samples and a positive rate, not %s samples at %s a second.",
          sound.samples().length(),
          sound.rate());
    }
  }

  /** A sample without other information than its map. */
  static InputView unknown() {
    return new InputView.Numbers(NONE);
  }

  private static Cube values(InputView view, boolean channelsFirst) {
    if (view instanceof InputView.Numbers numbers) {
      FloatNdArray values = numbers.values();
      return Cube.of(
          channelsFirst && values.rank() > 1 ? ChannelAxis.sampleToLast(values) : values);
    }
    return Cube.of(view instanceof InputView.Series series ? series.values() : NONE);
  }

  /** The map with one value for each of so many places. */
  double[] perPlace(String what, int places) {
    Cube squeezed = map.squeezed(1);
    if (map.count() == places) {
      return map.values();
    }
    checkArgument(
        places > 0 && squeezed.size(0) == places,
        "The %s has %s places, but the map (shape %s) has another number of them.\n"
            + "Maybe leave the view out: Display.of(map).",
        what,
        places,
        map.shape());
    return squeezed.summed(1).values();
  }
}
