package io.github.tfsaliency.canonical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.github.tfsaliency.channels.FilterLayout;
import io.github.tfsaliency.channels.WeightLayout;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.opgradient.LinearOp;
import io.github.tfsaliency.opgradient.ValueMover;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Finds what belongs to a convolution or matrix product: the padding and the affine steps ahead of
 * it, the bias behind it.
 */
final class LinearLayers {
  private final ModelTensors tensors;
  private final NonNegativeTensors nonNegative;
  private final Predicate<TensorRef> layerEnds;
  private final BiPredicate<TensorRef, ImmutableList<NodeDef>> mayAbsorb;

  /**
   * Prepares the search.
   *
   * @param layerEnds whether a tensor is what another layer gives
   * @param mayAbsorb whether affine steps that start at a tensor belong to the layer
   */
  LinearLayers(
      ModelTensors tensors,
      NonNegativeTensors nonNegative,
      Predicate<TensorRef> layerEnds,
      BiPredicate<TensorRef, ImmutableList<NodeDef>> mayAbsorb) {
    this.tensors = tensors;
    this.nonNegative = nonNegative;
    this.layerEnds = layerEnds;
    this.mayAbsorb = mayAbsorb;
  }

  /** The layer around a node, if the node multiplies by weights. */
  Optional<CanonicalLayer> at(NodeDef node, ImmutableList<Integer> varying) {
    if (varying.size() != 1 || !FilterLayout.hasChannelsLast(node)) {
      return Optional.empty();
    }
    return LinearOp.roles(node).stream()
        .filter(
            roles ->
                roles.data() == varying.get(0)
                    && tensors.isWeight(NodeInput.tensor(node, roles.weights()))
                    && isPlainProduct(node, roles))
        .findFirst()
        .map(roles -> layer(node, roles));
  }

  /** A stack of matrices by a stack of matrices would need sums over what is broadcast. */
  private boolean isPlainProduct(NodeDef node, LinearOp.Roles roles) {
    return !node.getOp().startsWith("BatchMatMul")
        || tensors.shape(NodeInput.tensor(node, roles.weights())).numDimensions() == 2;
  }

  private CanonicalLayer layer(NodeDef node, LinearOp.Roles roles) {
    TensorRef data = NodeInput.tensor(node, roles.data());
    Before before = before(data, node, roles);
    After after = after(node, roles);
    LinearPart part =
        new LinearPart(
            before.steps(),
            node,
            roles,
            after.movers(),
            after.biases(),
            nonNegative.contains(before.input()),
            pointwise(node, data));
    ImmutableSet<String> region =
        names(
            Stream.of(
                    before.steps().stream().map(LinearPart.Step::node),
                    Stream.of(node),
                    after.movers().stream(),
                    after.biases().stream().map(bias -> tensors.node(bias.value().node())))
                .flatMap(nodes -> nodes));
    return new CanonicalLayer(
        CanonicalLayer.described(
            LinearOp.isConvolution(node.getOp()) ? LayerKind.CONVOLUTION : LayerKind.DENSE, node),
        node,
        ImmutableList.of(before.input()),
        after.output(),
        region,
        ImmutableSet.of(),
        Optional.of(part),
        ImmutableSet.of());
  }

  private Optional<LinearPart.Pointwise> pointwise(NodeDef node, TensorRef data) {
    if (!node.getOp().equals("Conv2D")) {
      return Optional.empty();
    }
    Shape filter = tensors.shape(NodeInput.tensor(node, 1));
    boolean single =
        filter.numDimensions() == 4
            && filter.get(0) == 1
            && filter.get(1) == 1
            && filter.get(2) > 0
            && filter.get(3) > 0
            && tensors.channels(data) == filter.get(2)
            && !NodeOutputs.attribute(node, "padding").getS().toStringUtf8().equals("EXPLICIT")
            && NodeOutputs.attribute(node, "strides").getList().getIList().stream()
                .allMatch(stride -> stride == 1);
    return single
        ? Optional.of(
            new LinearPart.Pointwise(
                Math.toIntExact(filter.get(2)), Math.toIntExact(filter.get(3))))
        : Optional.empty();
  }

  private static ImmutableSet<String> names(Stream<NodeDef> nodes) {
    return nodes.map(NodeDef::getName).collect(ImmutableSet.toImmutableSet());
  }

  /** What stands ahead of the op, in execution order. */
  private record Before(TensorRef input, ImmutableList<LinearPart.Step> steps) {}

  private Before before(TensorRef data, NodeDef node, LinearOp.Roles roles) {
    Before with = walkUp(data, WeightLayout.of(node, roles).isPresent());
    ImmutableList<NodeDef> affine =
        with.steps().stream()
            .filter(LinearPart.Step::affine)
            .map(LinearPart.Step::node)
            .collect(ImmutableList.toImmutableList());
    return affine.isEmpty() || mayAbsorb.test(with.input(), affine) ? with : walkUp(data, false);
  }

  private Before walkUp(TensorRef data, boolean affineAllowed) {
    List<LinearPart.Step> upwards = new ArrayList<>();
    TensorRef input = data;
    int kept = 0;
    TensorRef current = data;
    boolean affine = affineAllowed;
    while (!tensors.isAttributed(current) && current.index() == 0 && !layerEnds.test(current)) {
      NodeDef producer = tensors.producer(current);
      ImmutableList<Integer> varying = tensors.varyingInputs(producer);
      if (varying.size() != 1) {
        break;
      }
      TensorRef next = NodeInput.tensor(producer, varying.get(0));
      boolean keepsChannels = tensors.channels(next) == tensors.channels(current);
      boolean pad = ValueMover.isPad(producer.getOp());
      boolean step = affine && AffineStep.isPerChannel(producer, varying, tensors);
      boolean mover =
          ValueMover.isMover(producer.getOp()) && varying.get(0) == 0 && (pad || keepsChannels);
      if (!step && !mover) {
        break;
      }
      affine &= keepsChannels;
      upwards.add(new LinearPart.Step(producer, step, varying.get(0)));
      current = next;
      // A reshape is part of the layer only if something further up is.
      if (step || pad) {
        kept = upwards.size();
        input = current;
      }
    }
    return new Before(input, ImmutableList.copyOf(Lists.reverse(upwards.subList(0, kept))));
  }

  /** What stands behind the op, in execution order. */
  private record After(
      TensorRef output, ImmutableList<NodeDef> movers, ImmutableList<LinearPart.Bias> biases) {}

  private After after(NodeDef node, LinearOp.Roles roles) {
    List<NodeDef> movers = new ArrayList<>();
    List<NodeDef> pending = new ArrayList<>();
    List<LinearPart.Bias> biases = new ArrayList<>();
    TensorRef output = new TensorRef(node.getName(), 0);
    TensorRef current = output;
    int features = LinearOp.featureDimensions(node, roles);
    for (NodeDef next = tensors.onlyReader(current);
        next != null;
        next = tensors.onlyReader(current)) {
      LinearPart.Bias bias = bias(next, current, features);
      TensorRef result = new TensorRef(next.getName(), 0);
      if (bias != null) {
        movers.addAll(pending);
        pending.clear();
        biases.add(bias);
        output = result;
      } else if (biases.isEmpty()
          && ValueMover.isMover(next.getOp())
          && !ValueMover.isPad(next.getOp())) {
        features = movedFeatures(current, result, features);
        if (features == 0) {
          break;
        }
        pending.add(next);
      } else {
        break;
      }
      current = result;
    }
    return new After(output, ImmutableList.copyOf(movers), ImmutableList.copyOf(biases));
  }

  /** Into how many last dimensions the units go; 0 if they do not stay together. */
  private int movedFeatures(TensorRef from, TensorRef to, int features) {
    Shape before = tensors.shape(from);
    Shape after = tensors.shape(to);
    if (before.isUnknown() || after.isUnknown() || features > before.numDimensions()) {
      return 0;
    }
    long units = size(before, features);
    for (int count = 1; units > 0 && count <= after.numDimensions(); count++) {
      if (size(after, count) == units) {
        return count;
      }
    }
    return 0;
  }

  /** The product of the last dimensions, negative if one is not known. */
  private static long size(Shape shape, int dimensions) {
    long product = 1;
    for (int i = shape.numDimensions() - dimensions; i < shape.numDimensions(); i++) {
      if (shape.get(i) == Shape.UNKNOWN_SIZE) {
        return -1;
      }
      product *= shape.get(i);
    }
    return product;
  }

  private LinearPart.@Nullable Bias bias(NodeDef node, TensorRef sum, int features) {
    boolean additive =
        switch (node.getOp()) {
          case "BiasAdd" -> FilterLayout.hasChannelsLast(node);
          case "Add", "AddV2" -> true;
          case "Sub" -> NodeInput.tensor(node, 0).equals(sum);
          default -> false;
        };
    if (!additive) {
      return null;
    }
    int index = NodeInput.tensor(node, 0).equals(sum) ? 1 : 0;
    TensorRef value = NodeInput.tensor(node, index);
    return tensors.isWeight(value)
            && isPerUnit(tensors.shape(value), features)
            && tensors.keepsShape(node, 1 - index)
        ? new LinearPart.Bias(NodeInput.of(node, index), node.getOp().equals("Sub"))
        : null;
  }

  /** Whether the summand is the same at all positions and for all samples. */
  private static boolean isPerUnit(Shape shape, int features) {
    if (shape.isUnknown()) {
      return false;
    }
    for (int i = 0; i < shape.numDimensions() - features; i++) {
      if (shape.get(i) != 1) {
        return false;
      }
    }
    return true;
  }
}
