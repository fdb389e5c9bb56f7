package io.github.tfsaliency.engine.marker;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.SetMultimap;
import io.github.tfsaliency.canonical.LinearPart;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The parts of weights (positive, negative, magnitudes): variables of the session, computed when
 * the first gradient graph that reads them has been built, and shared by all later ones.
 */
public final class SplitWeights {
  /** Apart from the model's own variables, whatever those are called. */
  private static final String CONTAINER = "split";

  private final Session session;
  private final Set<String> filled = new HashSet<>();
  private final Map<String, Operation> pending = new HashMap<>();
  private final SetMultimap<String, GraphOperation> readers = HashMultimap.create();

  public SplitWeights(Session session) {
    this.session = session;
  }

  /** The parts that a site's rule reads, as nodes of the gradient graph under construction. */
  ImmutableMap<WeightPart, Output<?>> of(MarkerSite site, ForwardCopy forward, Ops tf) {
    ImmutableMap.Builder<WeightPart, Output<?>> parts = ImmutableMap.builder();
    for (WeightPart which : site.weightParts()) {
      parts.put(which, part(site.linear().orElseThrow(), which, forward, tf));
    }
    return parts.buildOrThrow();
  }

  @SuppressWarnings("unchecked") // weights are numbers
  private Output<?> part(LinearPart part, WeightPart which, ForwardCopy forward, Ops tf) {
    String key = key(part, forward) + "/" + which.key();
    Operand<TNumber> weights = (Operand<TNumber>) MarkerLinearMap.weights(tf, forward, part);
    Output<?> variable =
        tf.scope()
            .opBuilder("VarHandleOp", which.key())
            .setAttr("dtype", weights.asOutput().dataType())
            .setAttr("shape", weights.asOutput().shape())
            .setAttr("shared_name", key)
            .setAttr("container", CONTAINER)
            .build()
            .output(0);
    if (!filled.contains(key) && !pending.containsKey(key)) {
      Operand<TNumber> value = value(weights, which, tf);
      pending.put(
          key,
          tf.scope()
              .opBuilder("AssignVariableOp", "assign_" + which.key())
              .addInput(variable)
              .addInput(value.asOutput())
              .setAttr("dtype", value.asOutput().dataType())
              .build());
    }
    Operation reader =
        tf.scope()
            .opBuilder("ReadVariableOp", "read_" + which.key())
            .addInput(variable)
            .setAttr("dtype", weights.asOutput().dataType())
            .build();
    readers.put(key, (GraphOperation) reader);
    return reader.output(0);
  }

  private static Operand<TNumber> value(Operand<TNumber> weights, WeightPart which, Ops tf) {
    Operand<TNumber> zero = tf.dtypes.cast(tf.constant(0f), weights.type());
    return switch (which) {
      case POSITIVE -> tf.math.maximum(weights, zero);
      case NEGATIVE -> tf.math.minimum(weights, zero);
      case MAGNITUDE -> tf.math.abs(weights);
    };
  }

  /** Weights that two layers share are split once, unless a BatchNorm tells them apart. */
  private static String key(LinearPart part, ForwardCopy forward) {
    String own = forward.prefix() + part.node().getName();
    Output<?> read = forward.input(part.weights()).asOutput();
    String name = part.isAffine() ? own : read.op().name() + "_" + read.index();
    return name.substring(forward.prefix().length());
  }

  /** Computes what the graph built since the last call reads; a rule may leave a part unread. */
  public void fill() {
    pending.keySet().removeIf(key -> readers.get(key).stream().allMatch(SplitWeights::isUnread));
    if (!pending.isEmpty()) {
      Session.Runner runner = session.runner();
      pending.values().forEach(runner::addTarget);
      runner.run().close();
      filled.addAll(pending.keySet());
    }
    discard();
  }

  private static boolean isUnread(GraphOperation reader) {
    return reader.numConsumers() == 0;
  }

  /** Forgets what a graph that could not be built would have needed. */
  public void discard() {
    pending.clear();
    readers.clear();
  }
}
