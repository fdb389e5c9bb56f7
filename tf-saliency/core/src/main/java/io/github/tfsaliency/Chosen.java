package io.github.tfsaliency;

import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.ProgressListener;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.tensorboard.TensorBoardLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The steps of an explanation: each chooses one thing, keeps the others and computes nothing. */
abstract sealed class Chosen permits Saliency {
  final Choices choices;

  Chosen(Choices choices) {
    this.choices = choices;
  }

  /** An explanation of the same model. */
  abstract Saliency with(Choices other);

  /**
   * Chooses the method.
   *
   * @param method for example {@code Gradient.of()} or {@code RectifiedGradient.percentile(98)}
   * @return a new explanation
   */
  public Saliency method(AttributionMethod method) {
    return with(choices.withMethod(method));
  }

  /**
   * Chooses what is explained.
   *
   * @param target the target, {@link Target#top()} by default
   * @return a new explanation
   */
  public Saliency target(Target target) {
    return with(choices.withTarget(target));
  }

  /**
   * Makes the map of embedded ids, {@code [N, tokens, numbers]}, one of {@code [N, tokens]}: the
   * sum over the numbers that each id is embedded as. Maps of other inputs stay as they are; of an
   * input that was named with {@link ModelLoader#input}, such as the embedding itself, the last
   * dimension is summed over. Gaps stay what they are.
   *
   * @return a new explanation; its {@code compute} throws a {@link
   *     io.github.tfsaliency.attribution.SaliencyException} if no map is one of embedded ids, and
   *     {@code export} an {@link IllegalStateException}, as an exported explanation gives whole
   *     maps
   */
  public Saliency sumEmbedding() {
    return with(choices.withSummedEmbedding());
  }

  /**
   * Groups features: methods that hide parts of the input then hide each group together, instead of
   * their own windows, cells or segments. This works for inputs of any shape and for several
   * inputs. Each feature of a group gets the same share of the group's value. XRAI uses the groups
   * as its regions. Maps of other methods do not change. For maps of every method, {@link
   * io.github.tfsaliency.attribution.Attribution#sums} gives the values of the groups.
   *
   * @param groups the groups of all inputs; {@code compute} throws an {@link
   *     IllegalArgumentException} if their inputs or shapes differ from the model's, or a group
   *     cannot be hidden
   * @return a new explanation
   */
  public Saliency groups(FeatureGroups groups) {
    return with(choices.withGroups(Optional.of(groups)));
  }

  /**
   * Bounds the memory that one computation takes beside the weights: it decides how many samples go
   * through the model at once. For another number of them TensorFlow adds up in another order, so
   * the last bits of a map may change (docs/operating.md); the same memory gives the same bits.
   *
   * @param bytes what the values of the samples in the model may take, positive; an eighth of the
   *     machine's memory by default, at most 512 MiB. At least one sample is computed at once
   * @return a new explanation
   */
  public Saliency memory(long bytes) {
    return running(choices.running().withMemory(bytes));
  }

  /**
   * Follows long computations.
   *
   * @param listener hears after each chunk how many samples have been through the model
   * @return a new explanation
   */
  public Saliency progress(ProgressListener listener) {
    return running(choices.running().withListener(listener));
  }

  /**
   * Makes long computations stop: between two chunks, by a {@link
   * java.util.concurrent.CancellationException}. They also stop when their thread is interrupted.
   *
   * @param cancelled asked before each chunk, in the thread that computes
   * @return a new explanation
   */
  public Saliency cancelWhen(BooleanSupplier cancelled) {
    return running(choices.running().withCancelled(cancelled));
  }

  /**
   * Bounds how long each computation may take, the building of its graph included. By default it
   * takes as long as it takes. The results do not depend on it.
   *
   * <p>One computation is one call of {@code compute}, {@code layers}, {@code export} or {@code
   * writeGraphs}, one of a metric's questions ({@link Saliency#scoresOf}, {@link Saliency#mapsOf}),
   * or the samples that {@link Saliency#computeAll(Stream)} explains together.
   *
   * @param timeout how long, positive; a computation that takes longer ends by a {@link
   *     io.github.tfsaliency.attribution.ComputationTimeoutException}, which says when that comes
   * @return a new explanation
   */
  public Saliency timeout(Duration timeout) {
    return running(choices.running().withTimeout(timeout));
  }

  /**
   * Also writes every map, what arrives at each layer on its way, and the graphs as files for
   * TensorBoard. Costs several times what the map alone does. Methods of one pass only, and a
   * folder that can be written.
   *
   * @param folder a folder of TensorBoard runs: {@code inference}, {@code marked} and {@code
   *     gradient} for the graphs, {@code maps} for what each call gave, one step a call; what is
   *     there is kept
   * @return a new explanation
   */
  public Saliency debug(Path folder) {
    return with(choices.withLog(TensorBoardLog.in(folder)));
  }

  private Saliency running(Running other) {
    return with(choices.with(other));
  }
}
