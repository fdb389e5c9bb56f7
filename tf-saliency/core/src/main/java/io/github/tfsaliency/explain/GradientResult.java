package io.github.tfsaliency.explain;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

/**
 * The result of one run of a gradient graph.
 *
 * @param maps {@code [N, ...]}, in the attributed tensor's shape, by the input's name
 * @param targets the explained index of each sample; -1 if a weighted sum was explained
 * @param scores the explained output's value of each sample
 * @param gaps for each sample, the sum of its maps minus the sum that theory requires; empty if
 *     theory requires none
 * @param sampling the standard errors of the maps; empty if nothing is drawn at random
 * @since 0.1.0
 */
public record GradientResult(
    ImmutableMap<String, FloatNdArray> maps,
    ImmutableLongArray targets,
    ImmutableDoubleArray scores,
    Optional<ImmutableDoubleArray> gaps,
    Optional<Sampling> sampling) {
  /**
   * A result without random draws.
   *
   * @param maps by the input's name
   * @param targets the explained index of each sample
   * @param scores the explained output's value of each sample
   * @param gaps for each sample, the sum of its maps minus the sum that theory requires; empty if
   *     theory requires none
   */
  public GradientResult(
      ImmutableMap<String, FloatNdArray> maps,
      ImmutableLongArray targets,
      ImmutableDoubleArray scores,
      Optional<ImmutableDoubleArray> gaps) {
    this(maps, targets, scores, gaps, Optional.empty());
  }

  /**
   * A result without gaps and without random draws.
   *
   * @param maps by the input's name
   * @param targets the explained index of each sample
   * @param scores the explained output's value of each sample
   */
  public GradientResult(
      ImmutableMap<String, FloatNdArray> maps,
      ImmutableLongArray targets,
      ImmutableDoubleArray scores) {
    this(maps, targets, scores, Optional.empty());
  }

  /**
   * The chosen targets, to explain them for other samples too.
   *
   * @param asked the requested targets
   * @return the same targets, with the model's choices fixed
   */
  public ResolvedTargets chosen(ResolvedTargets asked) {
    return new Scores(targets, scores).chosen(asked);
  }

  /**
   * The same with other maps, without gaps.
   *
   * @param change changes the map {@code [N, ...]} of each input
   * @return a new result
   */
  public GradientResult with(UnaryOperator<FloatNdArray> change) {
    return new GradientResult(
        ImmutableMap.copyOf(Maps.transformValues(maps, change::apply)), targets, scores);
  }

  /**
   * The map of a model with one input.
   *
   * @return {@code [N, ...]}
   * @throws IllegalArgumentException if there are several maps
   */
  public FloatNdArray onlyMap() {
    checkArgument(maps.size() == 1, "There are several maps: %s.", maps.keySet());
    return maps.values().asList().get(0);
  }

  /**
   * Joins the results of consecutive samples.
   *
   * @param chunks at least one result, all of the same inputs
   * @return one result for all samples
   */
  public static GradientResult join(List<GradientResult> chunks) {
    if (chunks.size() == 1) {
      return chunks.get(0);
    }
    ImmutableLongArray.Builder targets = ImmutableLongArray.builder();
    ImmutableDoubleArray.Builder scores = ImmutableDoubleArray.builder();
    for (GradientResult chunk : chunks) {
      targets.addAll(chunk.targets());
      scores.addAll(chunk.scores());
    }
    ImmutableDoubleArray.Builder gaps = ImmutableDoubleArray.builder();
    chunks.forEach(chunk -> chunk.gaps().ifPresent(gaps::addAll));
    return new GradientResult(
        joined(chunks.stream().map(GradientResult::maps).toList()),
        targets.build(),
        scores.build(),
        chunks.get(0).gaps().map(any -> gaps.build()),
        chunks.stream().allMatch(chunk -> chunk.sampling().isPresent())
            ? Optional.of(
                joinedSampling(
                    chunks.stream().map(chunk -> chunk.sampling().orElseThrow()).toList()))
            : Optional.empty());
  }

  private static Sampling joinedSampling(List<Sampling> chunks) {
    ImmutableLongArray.Builder samples = ImmutableLongArray.builder();
    ImmutableList.Builder<ImmutableList<String>> warnings = ImmutableList.builder();
    for (Sampling chunk : chunks) {
      samples.addAll(chunk.samples());
      warnings.addAll(chunk.warnings());
    }
    return new Sampling(
        joined(chunks.stream().map(Sampling::standardErrors).toList()),
        samples.build(),
        warnings.build());
  }

  /**
   * Joins the arrays of consecutive samples, by the input's name.
   *
   * @param chunks {@code [n, ...]} each, at least one chunk
   * @return {@code [N, ...]} for all samples
   */
  public static ImmutableMap<String, FloatNdArray> joined(
      List<ImmutableMap<String, FloatNdArray>> chunks) {
    ImmutableMap.Builder<String, FloatNdArray> all = ImmutableMap.builder();
    for (String input : chunks.get(0).keySet()) {
      all.put(
          input,
          concatenate(chunks.stream().map(chunk -> requireNonNull(chunk.get(input))).toList()));
    }
    return all.buildOrThrow();
  }

  /**
   * Joins the arrays of consecutive samples.
   *
   * @param chunks {@code [n, ...]}, at least one
   * @return {@code [N, ...]} for all samples
   */
  public static FloatNdArray concatenate(List<FloatNdArray> chunks) {
    if (chunks.size() == 1) {
      return chunks.get(0);
    }
    long samples = chunks.stream().mapToLong(chunk -> chunk.shape().get(0)).sum();
    FloatNdArray all = NdArrays.ofFloats(Shape.of(samples).append(chunks.get(0).shape().tail()));
    long start = 0;
    for (FloatNdArray chunk : chunks) {
      long end = start + chunk.shape().get(0);
      chunk.copyTo(all.slice(Indices.range(start, end)));
      start = end;
    }
    return all;
  }
}
