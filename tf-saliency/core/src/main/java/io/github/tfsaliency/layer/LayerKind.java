package io.github.tfsaliency.layer;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

/**
 * The kind of a layer: what it computes, independent of the ops that it is written in.
 *
 * @since 0.1.0
 */
public enum LayerKind {
  /**
   * A convolution with weights: plain, depthwise, dilated or transposed, in one to three
   * dimensions; with its bias, its padding and a BatchNorm.
   */
  CONVOLUTION,
  /** A product with a matrix of weights, with its bias and a BatchNorm. */
  DENSE,
  /** A sum of branches, or over dimensions. */
  SUM,
  /** Average pooling, also global, and linear interpolation. */
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
  /** Moves values without changing them: reshapes, concatenations, slices, padding. */
  RESHAPE;

  /** The kinds with weights that are multiplied with the layer's input. */
  public static final ImmutableSet<LayerKind> LINEAR = Sets.immutableEnumSet(CONVOLUTION, DENSE);

  /**
   * Whether layers of this kind have weights that are multiplied with their input.
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
