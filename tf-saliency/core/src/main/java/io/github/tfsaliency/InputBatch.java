package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Range;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.check.TensorLimits;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;

/**
 * Inputs that fit the graph, in its own order of dimensions.
 *
 * @param values {@code [N, ...]} for each input
 * @param single whether the caller gave one sample without the batch dimension
 */
record InputBatch(Batch values, boolean single) {
  /** Integers of other types are not larger than what a float holds exactly. */
  private static final ImmutableMap<DataType, Range<Float>> RANGES =
      ImmutableMap.of(
          DataType.DT_BOOL, Range.closed(0f, 1f),
          DataType.DT_INT8, Range.closed(-128f, 127f),
          DataType.DT_INT16, Range.closed(-32768f, 32767f),
          DataType.DT_UINT8, Range.closed(0f, 255f),
          DataType.DT_UINT16, Range.closed(0f, 65535f));

  private static final Range<Float> EXACT = Range.closed(-16777216f, 16777216f);
  private static final ImmutableSet<DataType> UNSIGNED =
      ImmutableSet.of(DataType.DT_UINT32, DataType.DT_UINT64);

  static InputBatch of(FloatNdArray input, InferenceGraph graph) {
    if (graph.inputs().size() != 1) {
      throw new IllegalArgumentException(
          Message.of(
              "The model takes %s inputs: %s.\n"
                  + "Maybe give them together, as a map from their names.",
              graph.inputs().size(), names(graph)));
    }
    return of(ImmutableMap.of(graph.inputs().get(0).name(), input), graph);
  }

  static InputBatch of(Map<String, FloatNdArray> given, InferenceGraph graph) {
    Map<String, FloatNdArray> inputs =
        Maps.filterKeys(given, name -> !graph.unused().inputs().contains(name));
    if (!inputs.keySet().equals(ImmutableSet.copyOf(names(graph)))) {
      throw new IllegalArgumentException(
          Message.of("The model takes the inputs %s, not %s.", names(graph), inputs.keySet()));
    }
    ImmutableMap.Builder<String, FloatNdArray> batches = ImmutableMap.builder();
    boolean anySingle = false;
    boolean anyBatch = false;
    long samples = 1;
    for (ModelInput input : graph.inputs()) {
      FloatNdArray values = requireNonNull(inputs.get(input.name()));
      boolean single = isSingle(values.shape(), input);
      FloatNdArray batch = batch(values, input, single, graph);
      if (batch.rank() > 0) {
        anySingle |= single;
        anyBatch |= !single;
        boolean another = batches.build().values().stream().anyMatch(other -> other.rank() > 0);
        if (another && batch.shape().get(0) != samples) {
          throw disagree(inputs);
        }
        samples = batch.shape().get(0);
      }
      batches.put(input.name(), batch);
    }
    if (anySingle && anyBatch) {
      throw disagree(inputs);
    }
    return new InputBatch(new Batch(batches.buildOrThrow(), Math.toIntExact(samples)), anySingle);
  }

  /** Checks that values are indices of the list of texts, if the input is fed. */
  void requirePlaces(String input, int texts) {
    FloatNdArray places = values.inputs().get(input);
    if (places == null) {
      return;
    }
    for (FloatNdArray place : places.scalars()) {
      if (place.getFloat() < 0 || place.getFloat() >= texts) {
        throw new IllegalArgumentException(
            Message.of(
                "The input '%s' is %s, but was given %s texts, at the places 0 to %s.",
                input, place.getFloat(), texts, texts - 1));
      }
    }
  }

  private static IllegalArgumentException disagree(Map<String, FloatNdArray> inputs) {
    StringBuilder shapes = new StringBuilder();
    inputs.forEach(
        (name, values) ->
            shapes
                .append(shapes.length() == 0 ? "" : ", ")
                .append(name)
                .append(' ')
                .append(text(values.shape())));
    return new IllegalArgumentException(
        Message.of(
            "The inputs do not have the same number of samples: %s.\n"
                + "Maybe add or remove a batch dimension.",
            shapes));
  }

  private static Iterable<String> names(InferenceGraph graph) {
    return graph.inputs().stream().map(ModelInput::name).toList();
  }

  private static boolean isSingle(Shape given, ModelInput input) {
    Shape expected = input.shape();
    return !expected.isUnknown()
        && expected.numDimensions() > 0
        && given.numDimensions() == expected.numDimensions() - 1;
  }

  private static FloatNdArray batch(
      FloatNdArray given, ModelInput input, boolean single, InferenceGraph graph) {
    Shape shape = single ? Shape.of(1).append(given.shape()) : given.shape();
    requireFits(given.shape(), shape, input, graph);
    float[] copy = new float[Math.toIntExact(given.size())];
    given.copyTo(DataBuffers.of(copy, false, false));
    requireValid(copy, given.shape(), input);
    FloatNdArray batch = NdArrays.wrap(shape, DataBuffers.of(copy, true, false));
    return graph.channelsMoved().contains(input.tensor()) ? ChannelAxis.toLast(batch) : batch;
  }

  private static void requireFits(
      Shape given, Shape shape, ModelInput input, InferenceGraph graph) {
    Shape expected = input.shape();
    boolean scalar = !expected.isUnknown() && expected.numDimensions() == 0;
    if (shape.numDimensions() > TensorLimits.DIMENSIONS_GIVEN) {
      throw new IllegalArgumentException(
          Message.of(
              "The input '%s' has %s dimensions, where at most %s are supported.\n"
                  + "Maybe remove dimensions of size 1.",
              input.name(), shape.numDimensions(), TensorLimits.DIMENSIONS_GIVEN));
    }
    boolean fits = (scalar || shape.numDimensions() > 0) && shape.size() > 0;
    if (!expected.isUnknown()) {
      fits &= shape.numDimensions() == expected.numDimensions();
      for (int i = 0; fits && i < shape.numDimensions(); i++) {
        fits = expected.get(i) == Shape.UNKNOWN_SIZE || expected.get(i) == shape.get(i);
      }
    }
    if (!fits) {
      throw new IllegalArgumentException(
          Message.of(
              "The input of shape %s does not fit the input '%s' of signature '%s', which takes"
                  + " %s.\n"
                  + "Maybe resize it, or add or remove the batch dimension.",
              text(given), input.name(), graph.signature(), text(expected)));
    }
  }

  private static void requireValid(float[] values, Shape shape, ModelInput input) {
    boolean integer = NodeOutputs.isInteger(input.type());
    Range<Float> range = requireNonNull(RANGES.getOrDefault(input.type(), EXACT));
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            Message.of(
                "The input '%s' is %s at index %s.\n"
                    + "Maybe a division by zero or a missing value in the preprocessing.",
                input.name(), values[i], index(i, shape)));
      }
      boolean representable =
          values[i] == Math.rint(values[i])
              && range.contains(values[i])
              && !(UNSIGNED.contains(input.type()) && values[i] < 0);
      if (integer && !representable) {
        throw new IllegalArgumentException(
            Message.of(
                "The input '%s' is %s at index %s, but the model takes %s there.\n"
                    + "Maybe it was already scaled, which the model does itself.",
                input.name(), values[i], index(i, shape), NodeOutputs.name(input.type())));
      }
    }
  }

  private static String index(int flat, Shape shape) {
    long rest = flat;
    long[] index = new long[shape.numDimensions()];
    for (int i = index.length - 1; i >= 0; i--) {
      index[i] = rest % shape.get(i);
      rest /= shape.get(i);
    }
    return Arrays.toString(index);
  }

  /** {@code [?, 224, 224, 3]}. */
  static String text(Shape shape) {
    return shape.isUnknown()
        ? "any shape"
        : Arrays.stream(shape.asArray())
            .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "?" : Long.toString(size))
            .toList()
            .toString();
  }
}
