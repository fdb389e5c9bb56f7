package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * The explained output of a model. For each sample it is an index into the flattened output, a mean
 * of several outputs, a comparison of a layer's values with a vector, a value of a layer, or the
 * difference of two such targets.
 *
 * <p>Immutable. {@link #top()} lets the model choose; {@link #perSample} sets a different target
 * for each sample of a batch.
 *
 * @since 0.1.0
 */
public abstract sealed class Target extends Value
    permits Target.Top,
        Target.ClassIndex,
        Target.Label,
        Target.Pixel,
        Target.ClassMean,
        LayerTarget,
        Unit,
        Contrast,
        PerSample {
  private static final long serialVersionUID = 1;

  /** The resolved index that means "the output with the largest score". */
  public static final long TOP = -1;

  Target() {}

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
    return new ClassIndex(index);
  }

  /**
   * The class with this name in the model's labels file.
   *
   * @param label the label exactly as the file has it
   * @return the target
   */
  public static Target label(String label) {
    return new Label(label);
  }

  /**
   * One class at one pixel of a model that classifies every pixel.
   *
   * @param row from 0 at the top
   * @param column from 0 at the left
   * @param classIndex from 0
   * @return the target
   * @throws IllegalArgumentException if a number is negative
   */
  public static Target pixel(int row, int column, int classIndex) {
    return new Pixel(row, column, classIndex);
  }

  /**
   * The mean of one class's scores over the pixels of a mask, for a model that classifies every
   * pixel.
   *
   * @param classIndex from 0
   * @param mask {@code [H][W]} of the output's size, true where a pixel counts; copied
   * @return the target
   * @throws IllegalArgumentException if the class index is negative, the mask's rows differ in
   *     length, or no pixel counts
   */
  public static Target classMean(int classIndex, boolean[][] mask) {
    return new ClassMean(classIndex, PixelMask.of(mask), Optional.empty());
  }

  /**
   * The mean over a mask from a file. The file's name is printed instead of the mask. Two such
   * targets are equal if their masks and their names are equal.
   *
   * @param classIndex from 0
   * @param mask {@code [H][W]} of the output's size, true where a pixel counts; copied
   * @param file the name of the file, without commas
   * @return the target
   * @throws IllegalArgumentException if the class index is negative, the mask's rows differ in
   *     length, no pixel counts, or the name has a comma
   */
  public static Target classMean(int classIndex, boolean[][] mask, String file) {
    requireNonNull(mask, "mask");
    requireNonNull(file, "file");
    return new ClassMean(classIndex, PixelMask.of(mask), Optional.of(file));
  }

  /**
   * The dot product of a layer's values with a vector, such as the direction of a concept.
   *
   * @param layer its name, as for class activation maps; a layer of any shape
   * @param vector not normalized; copied. Either {@code [C]}, multiplied with the mean over the
   *     layer's positions by default ({@link Direction#withOver} and {@link Direction#withRow}
   *     change this); or in the shape of the layer's values in the SavedModel, without the batch
   *     dimension
   * @return the target; a computation throws {@link IllegalArgumentException} if the vector does
   *     not fit the layer
   * @throws IllegalArgumentException if the vector is empty or not finite
   */
  public static Direction direction(String layer, FloatNdArray vector) {
    return Direction.of(layer, vector);
  }

  /**
   * One value of a layer.
   *
   * @param layer as {@link #direction(String, FloatNdArray)}
   * @param index the value's index from 0 in each dimension, in the SavedModel's order, without the
   *     batch dimension
   * @return the target, whose score is the value; a computation throws {@link
   *     IllegalArgumentException} if the layer has no such value
   * @throws IllegalArgumentException if there is no index, or an index is negative
   */
  public static Unit unit(String layer, long... index) {
    return Unit.of(layer, ImmutableLongArray.copyOf(index));
  }

  /**
   * The mean of one channel of a layer over its positions.
   *
   * @param layer as {@link #direction(String, FloatNdArray)}
   * @param channel from 0
   * @return as {@link #unit}; its score is the mean
   * @throws IllegalArgumentException if the channel is negative
   */
  public static Unit channel(String layer, long channel) {
    return Unit.ofChannel(layer, channel);
  }

  /**
   * The cosine of a layer's values and a vector. It is 0 if all the values are 0.
   *
   * @param layer as {@link #direction(String, FloatNdArray)}
   * @param vector as {@link #direction(String, FloatNdArray)}
   * @return as {@link #direction(String, FloatNdArray)}
   * @throws IllegalArgumentException if the vector is empty, zero or not finite
   */
  public static Similarity similarity(String layer, FloatNdArray vector) {
    return Similarity.of(layer, vector);
  }

  /**
   * The score of one target minus the score of another: the evidence for the first rather than the
   * second.
   *
   * @param first the target whose score counts
   * @param second the target whose score is subtracted
   * @return the target
   * @throws IllegalArgumentException if one of them is a per-sample target
   */
  public static Contrast contrast(Target first, Target second) {
    return Contrast.of(first, second);
  }

  /**
   * One target for each sample of a batch.
   *
   * @param targets one for each sample of the batch, none of them a per-sample target
   * @return the target
   * @throws IllegalArgumentException if {@code targets} is empty or contains a per-sample target
   */
  public static Target perSample(List<Target> targets) {
    return PerSample.of(targets);
  }

  /**
   * One class index for each sample of a batch.
   *
   * @param indices one for each sample of the batch, from 0
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
   * Resolves this target for a batch.
   *
   * @param sampleCount the size of the batch
   * @param labels the model's labels in the order of its outputs; empty if it has none
   * @param outputShape the shape of the model's output, {@code [N, ...]}; requested only if needed
   * @return targets of {@code sampleCount} samples
   * @throws IllegalArgumentException if a label is unknown or ambiguous, a pixel or mask does not
   *     fit the output, or the number of targets differs from the number of samples
   */
  public ResolvedTargets resolve(
      int sampleCount, ImmutableList<String> labels, Supplier<Shape> outputShape) {
    return resolve(sampleCount, labels, outputShape, false);
  }

  /**
   * Resolves this target for a batch.
   *
   * @param sampleCount the size of the batch
   * @param labels the model's labels
   * @param outputShape the shape of the model's output
   * @param channelsFirst whether an output with pixels is {@code [N, classes, H, W]}
   * @return as {@link #resolve(int, ImmutableList, Supplier)}
   */
  public ResolvedTargets resolve(
      int sampleCount,
      ImmutableList<String> labels,
      Supplier<Shape> outputShape,
      boolean channelsFirst) {
    return TargetResolution.of(
        ofSamples(sampleCount), labels, () -> new Outputs(outputShape.get(), channelsFirst));
  }

  /**
   * The target of each sample of a batch.
   *
   * @param sampleCount the size of the batch
   * @return {@code sampleCount} targets without any per-sample target
   * @throws IllegalArgumentException if this target has another number of samples
   */
  public ImmutableList<Target> ofSamples(int sampleCount) {
    return ImmutableList.copyOf(Collections.nCopies(sampleCount, this));
  }

  /** {@return the targets of the samples; only this target if it is the same for all samples} */
  public ImmutableList<Target> all() {
    return ImmutableList.of(this);
  }

  abstract long index(ImmutableList<String> labels, Supplier<Outputs> outputs);

  /** Sets what each of a sample's outputs counts for. */
  void addWeights(FloatNdArray weights, ImmutableList<String> labels, Outputs outputs) {
    long index = index(labels, () -> outputs);
    checkArgument(
        index < weights.size(),
        "The class index %s is out of range: the output has %s values per sample, from 0.",
        index,
        weights.size());
    weights.setFloat(1, index);
  }

  /** The output with the largest score. */
  public static final class Top extends Target {
    private static final long serialVersionUID = 1;

    private static final Top INSTANCE = new Top();

    private Top() {}

    @Override
    long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
      return TOP;
    }

    @Override
    public String toString() {
      return "top";
    }
  }

  /** The output at one index. */
  public static final class ClassIndex extends Target {
    private static final long serialVersionUID = 1;

    private final long index;

    private ClassIndex(long index) {
      checkArgument(index >= 0, "The class index (%s) must not be negative.", index);
      this.index = index;
    }

    /** {@return the index, from 0} */
    public long index() {
      return index;
    }

    @Override
    long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
      return index;
    }

    @Override
    public String toString() {
      return Long.toString(index);
    }
  }

  /** The class with a name. */
  public static final class Label extends Target {
    private static final long serialVersionUID = 1;

    private final String label;

    private Label(String label) {
      this.label = requireNonNull(label, "label");
    }

    /** {@return the name as the labels file has it} */
    public String name() {
      return label;
    }

    @Override
    long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
      return Labels.indexOf(label, labels);
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** One class at one pixel. */
  public static final class Pixel extends Target {
    private static final long serialVersionUID = 1;

    private final int row;
    private final int column;
    private final int classIndex;

    private Pixel(int row, int column, int classIndex) {
      checkArgument(
          row >= 0 && column >= 0 && classIndex >= 0,
          "The row (%s), the column (%s) and the class index (%s) must not be negative.",
          row,
          column,
          classIndex);
      this.row = row;
      this.column = column;
      this.classIndex = classIndex;
    }

    /** {@return the row, from 0 at the top} */
    public int row() {
      return row;
    }

    /** {@return the column, from 0 at the left} */
    public int column() {
      return column;
    }

    /** {@return the class, from 0} */
    public int classIndex() {
      return classIndex;
    }

    @Override
    long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
      return PixelOutputs.of(outputs.get()).index(row, column, classIndex);
    }

    @Override
    public String toString() {
      return Message.of("class %s at row %s, column %s", classIndex, row, column);
    }
  }

  /** The mean of one class's scores over the pixels of a mask. */
  public static final class ClassMean extends Target {
    private static final long serialVersionUID = 1;

    private final int classIndex;
    private final PixelMask mask;
    private final Optional<String> file;

    private ClassMean(int classIndex, PixelMask mask, Optional<String> file) {
      checkArgument(classIndex >= 0, "The class index (%s) must not be negative.", classIndex);
      this.classIndex = classIndex;
      for (String name : file.stream().toList()) {
        checkArgument(
            !name.isEmpty() && name.indexOf(',') < 0,
            "The mask's file '%s' must have a name without commas.\nMaybe rename it.",
            name);
      }
      this.mask = requireNonNull(mask, "mask");
      this.file = requireNonNull(file, "file");
    }

    /** {@return the class, from 0} */
    public int classIndex() {
      return classIndex;
    }

    /** {@return the size of the mask, [H, W]} */
    public Shape maskShape() {
      return Shape.of(mask.height(), mask.width());
    }

    /** {@return the name of the mask's file; empty for a mask that was given in Java} */
    public Optional<String> file() {
      return file;
    }

    @Override
    long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
      throw new AssertionError("resolved by its weights");
    }

    @Override
    void addWeights(FloatNdArray weights, ImmutableList<String> labels, Outputs outputs) {
      mask.addMean(weights, PixelOutputs.of(outputs), classIndex);
    }

    @Override
    public String toString() {
      return Message.of("mean of class %s over %s pixels", classIndex, mask.count());
    }
  }
}
