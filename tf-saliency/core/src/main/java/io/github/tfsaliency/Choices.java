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
 * What was chosen so far of an explanation, whichever model it is of.
 *
 * @param chosen the method, or null
 * @param target what is explained
 * @param log where all that is computed is written too, or null
 * @param sumsEmbedding whether maps of embedded ids are summed over their numbers
 * @param groups features that methods hide as a whole, if any
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
   * The model in which layers, and what the target reads, have values of their own. The rules of
   * relevance take a layer and the BatchNorm behind it for one, so they stay with the model itself.
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

  /** What all passes of the method are. */
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
            "The method '%s' takes several passes, so there is no one graph to show.\n"
                + "Maybe show the method that it repeats.",
            MethodSpecs.print(method())));
  }
}
