package io.github.tfsaliency.attribution;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of the model's outputs is explained: for each sample, an index into its flattened output.
 *
 * <p>Immutable. {@link #top()} lets the model choose; {@link #perSample} gives each sample of a
 * batch its own.
 */
public abstract sealed class Target {
  /** What stands for "the output with the largest score" among resolved indices. */
  public static final long TOP = -1;

  private Target() {}

  /**
   * The output with the largest score, chosen for each sample by the model itself.
   *
   * @return the target
   */
  public static Target top() {
    return Top.INSTANCE;
  }

  /**
   * The output at one index, the same for every sample.
   *
   * @param index an index into a sample's flattened output, from 0
   * @return the target
   * @throws IllegalArgumentException if {@code index} is negative
   */
  public static Target classIndex(long index) {
    checkArgument(index >= 0, "The class index (%s) must not be negative.", index);
    return new ClassIndex(index);
  }

  /**
   * The class of that name in the model's labels file.
   *
   * @param label the label exactly as the file has it
   * @return the target
   */
  public static Target label(String label) {
    return new Label(requireNonNull(label, "label"));
  }

  /**
   * One target for each sample of a batch.
   *
   * @param targets as many as the batch has samples, none of them {@code perSample} itself
   * @return the target
   * @throws IllegalArgumentException if {@code targets} is empty or contains a per-sample target
   */
  public static Target perSample(List<Target> targets) {
    checkArgument(!targets.isEmpty(), "A target for each sample needs at least one target.");
    for (Target target : targets) {
      checkArgument(
          !(target instanceof PerSample), "A target for one sample cannot itself be per sample.");
    }
    return new PerSample(ImmutableList.copyOf(targets));
  }

  /**
   * One class index for each sample of a batch.
   *
   * @param indices as many as the batch has samples, from 0
   * @return the target
   * @throws IllegalArgumentException if {@code indices} is empty or an index is negative
   */
  public static Target classIndices(long... indices) {
    List<Target> targets = new ArrayList<>();
    for (long index : indices) {
      targets.add(classIndex(index));
    }
    return perSample(targets);
  }

  /**
   * The indices that this target means for a batch, {@link #TOP} where the model chooses.
   *
   * @param sampleCount the size of the batch
   * @param labels the model's labels in the order of its outputs; empty if it has none
   * @return {@code sampleCount} indices
   * @throws IllegalArgumentException if a label is unknown or ambiguous, or the number of targets
   *     is not the number of samples
   */
  public ImmutableLongArray resolve(int sampleCount, ImmutableList<String> labels) {
    long index = index(labels);
    ImmutableLongArray.Builder indices = ImmutableLongArray.builder(sampleCount);
    for (int i = 0; i < sampleCount; i++) {
      indices.add(index);
    }
    return indices.build();
  }

  abstract long index(ImmutableList<String> labels);

  private static final class Top extends Target {
    private static final Top INSTANCE = new Top();

    @Override
    long index(ImmutableList<String> labels) {
      return TOP;
    }

    @Override
    public String toString() {
      return "top";
    }
  }

  private static final class ClassIndex extends Target {
    private final long index;

    private ClassIndex(long index) {
      this.index = index;
    }

    @Override
    long index(ImmutableList<String> labels) {
      return index;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ClassIndex that && that.index == index;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(index);
    }

    @Override
    public String toString() {
      return Long.toString(index);
    }
  }

  private static final class Label extends Target {
    private final String label;

    private Label(String label) {
      this.label = label;
    }

    @Override
    long index(ImmutableList<String> labels) {
      return Labels.indexOf(label, labels);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Label that && that.label.equals(label);
    }

    @Override
    public int hashCode() {
      return label.hashCode();
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private static final class PerSample extends Target {
    private final ImmutableList<Target> targets;

    private PerSample(ImmutableList<Target> targets) {
      this.targets = targets;
    }

    @Override
    public ImmutableLongArray resolve(int sampleCount, ImmutableList<String> labels) {
      checkArgument(
          targets.size() == sampleCount,
          "There are %s targets for %s samples.\nMaybe give one target for all, or one a sample.",
          targets.size(),
          sampleCount);
      return ImmutableLongArray.copyOf(targets.stream().mapToLong(target -> target.index(labels)));
    }

    @Override
    long index(ImmutableList<String> labels) {
      throw new AssertionError("resolved by its parts");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof PerSample that && that.targets.equals(targets);
    }

    @Override
    public int hashCode() {
      return targets.hashCode();
    }

    @Override
    public String toString() {
      return targets.toString();
    }
  }
}
