package io.github.tfsaliency.layer;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

/** What a layer does with the values that it reads, whatever ops it was written in. */
public enum LayerKind {
  /**
   * A convolution by weights: plain, depthwise, dilated, transposed, in one to three dimensions;
   * with its bias, its padding and a BatchNorm.
   */
  CONVOLUTION,
  /** A product with a matrix of weights, with its bias and a BatchNorm. */
  DENSE,
  /** A sum of branches, or over dimensions. */
  SUM,
  /** Average pooling, global too, and linear interpolation. */
  AVERAGE,
  /** Additions and multiplications by constants outside of any linear layer: pixel scaling. */
  AFFINE,
  /** An element-wise nonlinearity, of one op or of several, such as swish and GELU. */
  ACTIVATION,
  /** Division by a statistic of the sample itself: LayerNorm, RMSNorm, L2 normalization. */
  NORMALIZATION,
  /** A softmax within the model, as in attention. */
  SOFTMAX,
  /** A product of two tensors that both depend on the input: attention, gates. */
  PRODUCT,
  /** Max pooling, and other choices of the largest or smallest value. */
  MAX_POOL,
  /** What moves values without changing them: reshapes, concatenations, slices, padding. */
  RESHAPE;

  /** The kinds that have weights, which are multiplied with what the layer reads. */
  public static final ImmutableSet<LayerKind> LINEAR = Sets.immutableEnumSet(CONVOLUTION, DENSE);

  /**
   * Whether such a layer has weights that are multiplied with what it reads.
   *
   * @return true for convolutions and dense layers
   */
  public boolean isLinear() {
    return LINEAR.contains(this);
  }

  /** In words, for messages. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name()).replace('_', ' ');
  }
}
