package io.github.tfsaliency.gradient;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.graph.InferenceGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A marked copy of the forward nodes and its gradient, ready to run as often as wanted from any
 * thread.
 *
 * @param model what it explains
 * @param session where it runs; owned by the {@link InferenceSession}
 * @param input the fed placeholder {@code [N, ...]}
 * @param target the fed class indices {@code [N]}, -1 for the largest score
 * @param parameters the fed numbers of the rules
 * @param map the result, of the input's shape
 * @param chosenTarget the explained indices {@code [N]}
 * @param score the explained outputs {@code [N]}
 * @param finite whether map and score are free of NaN and infinity
 * @param outputs how many values a sample's output has, a scalar
 */
record GradientGraph(
    InferenceGraph model,
    Session session,
    Operand<TFloat32> input,
    Operand<TInt64> target,
    ImmutableMap<String, Operand<TFloat64>> parameters,
    Operand<TFloat32> map,
    Operand<TInt64> chosenTarget,
    Operand<TFloat64> score,
    Operand<TBool> finite,
    Operand<TInt32> outputs) {

  /** Feeds a batch and fetches its map. */
  GradientResult run(
      FloatNdArray batch, ImmutableLongArray targets, ImmutableMap<String, Double> numbers) {
    List<Tensor> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      fed.add(TFloat32.tensorOf(batch.shape(), batch::copyTo));
      runner.feed(input, fed.get(0));
      fed.add(TInt64.vectorOf(targets.toArray()));
      runner.feed(target, fed.get(1));
      for (Map.Entry<String, Operand<TFloat64>> parameter : parameters.entrySet()) {
        double value = requireNonNull(numbers.get(parameter.getKey()), parameter.getKey());
        TFloat64 scalar = TFloat64.scalarOf(value);
        fed.add(scalar);
        runner.feed(parameter.getValue(), scalar);
      }
      runner.fetch(map).fetch(chosenTarget).fetch(score).fetch(finite).fetch(outputs);
      try (Result result = run(runner, batch, targets)) {
        requireTargetsExist(targets, ((TInt32) result.get(4)).getInt());
        return read(result);
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private static Result run(Session.Runner runner, FloatNdArray batch, ImmutableLongArray targets) {
    try {
      return runner.run();
    } catch (TensorFlowException
        | IllegalArgumentException
        | UnsupportedOperationException
        | IllegalStateException
        | IndexOutOfBoundsException e) {
      // What TensorFlow calls an invalid argument is the model's mistake here, not the caller's.
      throw new SaliencyException(
          String.format(
              "TensorFlow could not compute the map of an input of shape %s for the targets %s: %s",
              batch.shape(), targets, e.getMessage()),
          e);
    }
  }

  private void requireTargetsExist(ImmutableLongArray targets, int values) {
    for (int i = 0; i < targets.length(); i++) {
      checkArgument(
          targets.get(i) < values,
          "The class index %s is out of range: the output '%s' of the model '%s' has %s values a"
              + " sample, from 0.",
          targets.get(i),
          model.outputName(),
          model.directory(),
          values);
    }
  }

  private static GradientResult read(Result result) {
    if (!((TBool) result.get(3)).getBoolean()) {
      throw new NonFiniteValueException(
          "The map or the score contains NaN or infinity, although the weights and the input do"
              + " not.\n"
              + "Maybe the input is far outside the range that the model expects, or the gradient"
              + " overflows half precision.");
    }
    TFloat32 map = (TFloat32) result.get(0);
    FloatNdArray values = NdArrays.ofFloats(map.shape());
    map.copyTo(values);
    ImmutableLongArray.Builder targets = ImmutableLongArray.builder();
    ((TInt64) result.get(1)).scalars().forEach(index -> targets.add(index.getLong()));
    ImmutableDoubleArray.Builder scores = ImmutableDoubleArray.builder();
    ((TFloat64) result.get(2)).scalars().forEach(score -> scores.add(score.getDouble()));
    return new GradientResult(values, targets.build(), scores.build());
  }
}
