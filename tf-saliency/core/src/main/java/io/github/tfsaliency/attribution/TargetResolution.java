package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Makes indices or weights of the targets of a batch. */
final class TargetResolution {
  private TargetResolution() {}

  static ResolvedTargets of(
      List<Target> targets, ImmutableList<String> labels, Supplier<Outputs> outputs) {
    boolean weighted = targets.stream().anyMatch(target -> target instanceof Target.ClassMean);
    if (!weighted) {
      return new ResolvedTargets(
          ImmutableLongArray.copyOf(
              targets.stream().mapToLong(target -> target.index(labels, outputs))),
          Optional.empty());
    }
    Outputs known = outputs.get();
    int size = Math.toIntExact(known.shape().tail().size());
    FloatNdArray weights = NdArrays.ofFloats(Shape.of(targets.size(), size));
    for (int i = 0; i < targets.size(); i++) {
      checkArgument(
          !(targets.get(i) instanceof Target.Top),
          "The target of sample %s is the top score, and the target of another sample is a mean.\n"
              + "Maybe compute them in two batches.",
          i);
      targets.get(i).addWeights(weights.get(i), labels, known);
    }
    return new ResolvedTargets(
        ImmutableLongArray.copyOf(Collections.nCopies(targets.size(), Target.TOP)),
        Optional.of(weights));
  }
}
