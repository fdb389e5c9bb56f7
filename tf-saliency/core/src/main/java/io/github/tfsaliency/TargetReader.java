package io.github.tfsaliency;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Contrast;
import io.github.tfsaliency.attribution.LayerTarget;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.Unit;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.engine.forward.ExplainedOutput;
import io.github.tfsaliency.engine.forward.NamedTensor;
import io.github.tfsaliency.engine.forward.Norm;
import io.github.tfsaliency.engine.forward.UnitWeights;
import io.github.tfsaliency.engine.forward.VectorWeights;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Finds what a target reads of a model.
 *
 * @param model the whole model
 * @param batch the samples; empty where only the graph is asked for
 */
record TargetReader(Model model, Optional<Batch> batch) {
  /** The terms that a sample's target adds up. */
  private static final class Term {
    private final TensorRef tensor;
    private final float[] weights;
    private final Optional<Norm> norm;

    Term(TensorRef tensor, float[] weights, Optional<Norm> norm) {
      this.tensor = tensor;
      this.weights = weights;
      this.norm = norm;
    }

    boolean joins(Term other) {
      return tensor.equals(other.tensor) && norm.isEmpty() && other.norm.isEmpty();
    }

    Term plus(Term other) {
      float[] sums = weights.clone();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += other.weights[i];
      }
      return new Term(tensor, sums, norm);
    }
  }

  /**
   * Reads the target of a batch.
   *
   * @param tops finds the top class of each sample, which a contrast fixes
   */
  static ReadTarget read(
      Model model, Target target, Batch batch, Function<Batch, ImmutableLongArray> tops) {
    TargetReader reader = new TargetReader(model, Optional.of(batch));
    ImmutableList<Target> samples = target.ofSamples(batch.sampleCount());
    if (samples.stream().noneMatch(TargetReader::isComposed)) {
      return new ReadTarget(model, reader.resolved(target, batch.sampleCount()));
    }
    Optional<ImmutableLongArray> top =
        samples.stream().anyMatch(TargetReader::hasTop)
            ? Optional.of(tops.apply(batch))
            : Optional.empty();
    List<ImmutableList<Term>> terms = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      long best = top.isPresent() ? top.get().get(i) : Target.TOP;
      terms.add(reader.terms(samples.get(i), best));
    }
    return reader.read(terms);
  }

  /** The model as far as what a target reads. */
  static Model model(Model model, Target target) {
    Target any = target.all().get(0);
    Optional<String> read = layer(any);
    if (read.isPresent()) {
      NamedTensor layer = model.engine().named().find(read.get());
      if (!isFixed(layer.shape())) {
        // Where the graph ends does not depend on how many values there are.
        return model.at(
            Ending.of(ImmutableList.of(new Ending.Part(layer.tensor(), 0, Optional.empty()))));
      }
    }
    return isComposed(any) ? withoutSamples(model, any).model() : model;
  }

  private static boolean isFixed(Shape shape) {
    return !shape.isUnknown() && shape.numDimensions() > 0 && !shape.tail().hasUnknownDimension();
  }

  /** Reads a target without the samples of a batch. */
  static ReadTarget withoutSamples(Model model, Target target) {
    TargetReader reader = new TargetReader(model, Optional.empty());
    return isComposed(target)
        ? reader.read(ImmutableList.of(reader.terms(target, 0)))
        : new ReadTarget(model, reader.checked(target));
  }

  /** A class that exists. */
  private ResolvedTargets checked(Target target) {
    ResolvedTargets resolved = resolved(target, 1);
    Shape output = outputShapeIfFixed();
    if (resolved.weights().isEmpty() && !output.isUnknown()) {
      ExplainedOutput.requireExists(
          resolved.indices().get(0), Math.toIntExact(output.tail().size()), model.graph());
    }
    return resolved;
  }

  /** Whether a target is more than outputs of the model. */
  static boolean isComposed(Target target) {
    return layer(target).isPresent() || target instanceof Contrast;
  }

  /** The layers whose values are read for any sample. */
  static ImmutableSet<String> layers(Target target) {
    ImmutableSet.Builder<String> layers = ImmutableSet.builder();
    target.all().forEach(each -> addLayers(each, layers));
    return layers.build();
  }

  private static void addLayers(Target target, ImmutableSet.Builder<String> layers) {
    if (target instanceof Contrast contrast) {
      addLayers(contrast.first(), layers);
      addLayers(contrast.second(), layers);
    } else {
      layer(target).ifPresent(layers::add);
    }
  }

  /** The layer whose values are read. */
  private static Optional<String> layer(Target target) {
    if (target instanceof LayerTarget compared) {
      return Optional.of(compared.layer());
    }
    return target instanceof Unit unit ? Optional.of(unit.layer()) : Optional.empty();
  }

  static boolean hasTop(Target target) {
    return target instanceof Contrast contrast
        ? hasTop(contrast.first()) || hasTop(contrast.second())
        : target instanceof Target.Top;
  }

  private ReadTarget read(List<ImmutableList<Term>> samples) {
    ImmutableList<Ending.Part> parts = parts(samples.get(0));
    for (int i = 1; i < samples.size(); i++) {
      checkArgument(
          parts(samples.get(i)).equals(parts),
          "The targets of samples 0 and %s read different values of the model.\n"
              + "Maybe compute them in two batches.",
          i);
    }
    boolean output =
        parts.size() == 1
            && parts.get(0).norm().isEmpty()
            && parts.get(0).tensor().equals(model.graph().output());
    int size = parts.stream().mapToInt(Ending.Part::size).sum();
    float[] weights = new float[samples.size() * size];
    int next = 0;
    for (ImmutableList<Term> terms : samples) {
      for (Term term : terms) {
        System.arraycopy(term.weights, 0, weights, next, term.weights.length);
        next += term.weights.length;
      }
    }
    return new ReadTarget(
        output ? model : model.at(Ending.of(parts)),
        new ResolvedTargets(
            ImmutableLongArray.copyOf(Collections.nCopies(samples.size(), Target.TOP)),
            Optional.of(
                NdArrays.wrap(
                    Shape.of(samples.size(), size), DataBuffers.of(weights, true, false)))));
  }

  private static ImmutableList<Ending.Part> parts(ImmutableList<Term> terms) {
    return terms.stream()
        .map(term -> new Ending.Part(term.tensor, term.weights.length, term.norm))
        .collect(toImmutableList());
  }

  /** Sums of the same values are one term. */
  private ImmutableList<Term> terms(Target target, long top) {
    List<Term> terms = new ArrayList<>();
    add(target, 1, top, terms);
    return ImmutableList.copyOf(terms);
  }

  private void add(Target target, int sign, long top, List<Term> terms) {
    if (target instanceof Contrast contrast) {
      add(contrast.first(), sign, top, terms);
      add(contrast.second(), -sign, top, terms);
      return;
    }
    Term term = signed(term(target, top), sign);
    for (int i = 0; i < terms.size(); i++) {
      if (terms.get(i).joins(term)) {
        terms.set(i, terms.get(i).plus(term));
        return;
      }
    }
    terms.add(term);
  }

  private static Term signed(Term term, int sign) {
    float[] weights = term.weights.clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= sign;
    }
    return new Term(term.tensor, weights, term.norm);
  }

  private Term term(Target target, long top) {
    if (target instanceof LayerTarget compared) {
      NamedTensor layer = model.engine().named().find(compared.layer());
      Shape values = sampleShape(layer.shape(), layer.tensor());
      VectorWeights weights =
          VectorWeights.of(
              compared,
              layer.tensor().node(),
              values,
              model.graph().channelsMoved().contains(layer.tensor()));
      return new Term(layer.tensor(), weights.weights(), weights.norm());
    }
    if (target instanceof Unit unit) {
      NamedTensor layer = model.engine().named().find(unit.layer());
      float[] weights =
          UnitWeights.of(
              unit,
              layer.tensor().node(),
              sampleShape(layer.shape(), layer.tensor()),
              model.graph().channelsMoved().contains(layer.tensor()));
      return new Term(layer.tensor(), weights, Optional.empty());
    }
    ResolvedTargets resolved =
        resolved(target instanceof Target.Top ? Target.classIndex(top) : target, 1);
    TensorRef output = model.graph().output();
    float[] weights = new float[Math.toIntExact(sampleShape(outputShape(), output).size())];
    if (resolved.weights().isPresent()) {
      FloatNdArray given = resolved.weights().get();
      given.copyTo(DataBuffers.of(weights, false, false));
    } else {
      long index = resolved.indices().get(0);
      ExplainedOutput.requireExists(index, weights.length, model.graph());
      weights[(int) index] = 1;
    }
    return new Term(output, weights, Optional.empty());
  }

  private ResolvedTargets resolved(Target target, int samples) {
    return target.resolve(
        samples, model.labels(), this::outputShape, model.hasOutputWithChannelsFirst());
  }

  private Shape outputShape() {
    return model
        .engine()
        .outputShape(() -> batch.orElseThrow(() -> sampleNeeded(model.graph().output().node())));
  }

  private Shape outputShapeIfFixed() {
    Shape known = model.engine().knownOutputShape();
    return isFixed(known) ? known : Shape.unknown();
  }

  /** Without the batch; what the model leaves open is that of the samples. */
  private Shape sampleShape(Shape known, TensorRef tensor) {
    return (isFixed(known)
            ? known
            : model
                .engine()
                .named()
                .values(tensor, batch.orElseThrow(() -> sampleNeeded(tensor.node())).slice(0, 1))
                .shape())
        .tail();
  }

  private IllegalArgumentException sampleNeeded(String tensor) {
    return new IllegalArgumentException(
        Message.of(
            "The target reads values of '%s' in the model '%s', whose shape depends on an input,"
                + " and no input is given.\n"
                + "Maybe export the model for inputs of one size.",
            tensor, model.directory()));
  }
}
