package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.message.Message;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * A copy of the model that is given what a gradient compares with.
 *
 * @param scope under which all its nodes lie, with a slash at the end
 * @param session where it runs
 * @param inputs the fed placeholders, by the input's name
 * @param inner what is fed instead of tensors inside
 * @param attributed the names of the inputs that the reference replaces
 * @param pairsSamples whether each sample has to have a reference of its own, be it the same one
 * @param read what depends on the inputs and is read elsewhere
 * @param kept where it is kept between calls; empty where computing it again is cheaper
 */
record ReferencePass(
    String scope,
    Session session,
    ImmutableMap<String, Operand<TFloat32>> inputs,
    InnerInputs inner,
    ImmutableSet<String> attributed,
    boolean pairsSamples,
    ImmutableList<Output<?>> read,
    Optional<KeptReferences> kept) {
  /** The types that Java can hold a tensor of; all others are computed again. */
  private static final ImmutableSet<DataType> FED =
      Sets.immutableEnumSet(
          DataType.DT_FLOAT,
          DataType.DT_DOUBLE,
          DataType.DT_HALF,
          DataType.DT_BFLOAT16,
          DataType.DT_INT32,
          DataType.DT_INT64,
          DataType.DT_BOOL);

  /** The tensors of a scope that depend on some of its own and are read outside of it. */
  static ImmutableList<Output<?>> readOutside(
      String scope, Iterable<? extends Operand<?>> sources) {
    ImmutableList.Builder<Output<?>> read = ImmutableList.builder();
    Set<GraphOperation> seen = new HashSet<>();
    Queue<GraphOperation> left = new ArrayDeque<>();
    sources.forEach(source -> left.add((GraphOperation) source.op()));
    while (!left.isEmpty()) {
      GraphOperation node = left.remove();
      if (!seen.add(node)) {
        continue;
      }
      for (int i = 0; i < node.numOutputs(); i++) {
        boolean outside = false;
        for (GraphOperation reader : node.consumers(i)) {
          if (reader.name().startsWith(scope)) {
            left.add(reader);
          } else {
            outside = true;
          }
        }
        if (outside && FED.contains(node.output(i).dataType())) {
          read.add(node.output(i));
        }
      }
    }
    return read.build();
  }

  /** Feeds the call's reference, and what the model computes of it where that is kept. */
  void feed(FedTensors fed, GradientCall call) {
    Batch reference = call.batch().at(call.reference().orElseThrow(), attributed, pairsSamples);
    feed(fed, reference);
    // Nothing can be both fed and fetched.
    ImmutableList<Output<?>> computed =
        read.stream().filter(tensor -> !fed.isFed(tensor)).collect(ImmutableList.toImmutableList());
    if (kept.isPresent() && !computed.isEmpty()) {
      kept.get().feed(scope, reference, computed, () -> compute(reference, computed), fed);
    }
  }

  private void feed(FedTensors fed, Batch reference) {
    InnerInputs.feedGiven(fed, inputs, reference);
    inner.feed(fed, reference);
  }

  private Result compute(Batch reference, ImmutableList<Output<?>> fetched) {
    try (FedTensors fed = new FedTensors(session)) {
      feed(fed, reference);
      fetched.forEach(fed.runner()::fetch);
      return fed.run(() -> Message.of("the layers of a baseline of shape %s", reference.shapes()));
    }
  }
}
