package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The gradients from TensorFlow, and the tensors without a gradient. */
final class ArrivingGradients {
  private ArrivingGradients() {}

  /** Where a gradient stops, TensorFlow answers with a tensor of no node. */
  static boolean arrives(Output<?> gradient) {
    try {
      return gradient.index() >= 0 && !gradient.op().name().isEmpty();
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Those that arrive at blocks of attention, which come first among the gradients. */
  static Map<String, Operand<TFloat32>> atBlocks(
      Ops ops, ImmutableSet<String> blocks, Output<?>[] gradients) {
    Map<String, Operand<TFloat32>> arriving = new HashMap<>();
    int index = 0;
    for (String block : blocks) {
      Output<?> gradient = gradients[index++];
      if (arrives(gradient)) {
        arriving.put(block, ops.dtypes.cast(gradient.asOutput(), TFloat32.class));
      }
    }
    return arriving;
  }

  static UnsupportedModelException independentOfAttention(InferenceGraph model) {
    return new UnsupportedModelException(
        Message.of(
            "No gradient leads from the output '%s' of the SavedModel '%s' to any attention: the"
                + " target does not depend on it.\n"
                + "Maybe choose another output with Model.from(path).output(name).",
            model.outputName(), model.directory()));
  }

  /**
   * Requires a gradient at each source, or at one block of attention.
   *
   * @param gradients those of the sources come first
   */
  static void require(
      InferenceGraph model,
      Output<?>[] gradients,
      ImmutableMap<String, TensorRef> sources,
      boolean ofAttention) {
    if (ofAttention) {
      if (!sources.isEmpty() && Arrays.stream(gradients).noneMatch(ArrivingGradients::arrives)) {
        throw independentOfAttention(model);
      }
      return;
    }
    int index = 0;
    for (String input : sources.keySet()) {
      if (!arrives(gradients[index++])) {
        throw new UnsupportedModelException(
            Message.of(
                "No gradient leads from the output '%s' of the SavedModel '%s' to the input '%s'.\n"
                    + "Maybe choose another output with Model.from(path).output(name).",
                model.outputName(), model.directory(), input));
      }
    }
  }
}
