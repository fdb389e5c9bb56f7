package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.tensorboard.TensorBoardLog;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The choices made so far for an explanation, independent of the model.
 *
 * @param chosen the method, or null
 * @param target the explained target
 * @param log the log that all results are also written to, or null
 * @param sumsEmbedding whether maps of embedded ids are summed over the embedding's dimension
 * @param groups features that methods hide together, if any
 * @param running how computations run
 */
record Choices(
    @Nullable AttributionMethod chosen,
    Target target,
    @Nullable TensorBoardLog log,
    boolean sumsEmbedding,
    Optional<FeatureGroups> groups,
    Running running) {
  static final Choices NONE =
      new Choices(null, Target.top(), null, false, Optional.empty(), Running.DEFAULT);

  Choices {
    requireNonNull(target, "target");
  }

  Choices withMethod(AttributionMethod other) {
    return new Choices(
        requireNonNull(other, "method"), target, log, sumsEmbedding, groups, running);
  }

  Choices withTarget(Target other) {
    return new Choices(chosen, other, log, sumsEmbedding, groups, running);
  }

  Choices withLog(TensorBoardLog other) {
    return new Choices(chosen, target, other, sumsEmbedding, groups, running);
  }

  Choices withSummedEmbedding() {
    return new Choices(chosen, target, log, true, groups, running);
  }

  Choices withGroups(Optional<FeatureGroups> other) {
    return new Choices(chosen, target, log, sumsEmbedding, other, running);
  }

  Choices with(Running other) {
    return new Choices(chosen, target, log, sumsEmbedding, groups, other);
  }

  /**
   * Returns the model in which the layers, and the layers that the target reads, have separate
   * values. The rules of relevance treat a layer and the BatchNorm behind it as one layer, so
   * methods with such rules use the model itself.
   */
  Model of(Model model, Collection<String> layers) {
    ImmutableSet.Builder<String> all = ImmutableSet.builder();
    all.addAll(TargetReader.layers(target)).addAll(layers);
    if (chosen != null) {
      if (chosen.gradients().stream().anyMatch(ModifiedGradient::isOfRelevance)) {
        return model;
      }
      chosen.followedLayer().ifPresent(all::add);
    }
    return model.withOwnValues(all.build());
  }

  AttributionMethod method() {
    AttributionMethod method = chosen;
    if (method == null) {
      throw new IllegalStateException(
          "No method was chosen.\n"
              + "Maybe Saliency.of(model).method(Gradient.of()).compute(input).");
    }
    return method;
  }

  SinglePassMethod singlePass() {
    if (method() instanceof SinglePassMethod single) {
      return single;
    }
    throw severalPasses();
  }

  /** The modified gradient that all passes of the method compute. */
  ModifiedGradient gradient() {
    ImmutableSet<ModifiedGradient> all = ImmutableSet.copyOf(method().gradients());
    if (all.size() != 1) {
      throw severalPasses();
    }
    return all.asList().get(0);
  }

  private IllegalStateException severalPasses() {
    return new IllegalStateException(
        Message.of(
            "The method '%s' takes several passes, so there is no single graph to show.\n"
                + "Maybe show its inner method.",
            MethodSpecs.print(method())));
  }
}
