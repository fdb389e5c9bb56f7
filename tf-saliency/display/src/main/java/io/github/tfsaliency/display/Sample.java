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
    Attribution attribution = given.sample(0).withChannelsLast();
    Cube map = Cube.of(attribution.values()).checkFinite();
    return new Sample(attribution, view, map, values(view, given.isChannelsFirst()));
  }

  /** A sample of which only the map is known. */
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
