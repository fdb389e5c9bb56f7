package io.github.tfsaliency.op;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.function.Function;

/** A property of an op that the library knows; {@code ops.txt} lists the traits of each op. */
public enum OpTrait {
  LINEAR("Multiplies its input by weights: a layer with a rule of LRP."),

  CONVOLUTION("A linear op that slides its weights over space."),

  PRODUCT("Multiplies tensors; a layer where several of them depend on the input."),

  MATRIX_PRODUCT("Sums up products of two tensors and slides neither."),

  SUM("Adds tensors, or the values of one."),

  ADDITION("Adds tensors and subtracts none."),

  DIVISION("Divides at each place."),

  REDUCTION("Makes one value of all along some dimensions."),

  AVERAGE("Averages values at several places."),

  CHOICE("Passes on one of the values that it reads."),

  MOVER("Moves, repeats or drops values and computes none."),

  PAD("Adds zeros beside the values of a linear op."),

  RESHAPE("Changes the shape and nothing else."),

  RECTIFIER("Guided backpropagation and DeconvNet are defined for it."),

  ACTIVATION("A nonlinearity at each place with an op of its own, to which RectGrad applies."),

  NONLINEAR(
      "A nonlinearity that is no activation; a method that has rules for activations leaves it alone."),

  UNARY("A nonlinear function of each value."),

  BINARY("A function of two values at each place, nonlinear with a constant too."),

  TRUTH("Compares values at each place, or computes with truths."),

  PIECEWISE_LINEAR("A function at each place that is linear between its bends."),

  ARITHMETIC("A sum, product or negation at each place."),

  AFFINE("Affine in an operand where the others are constant, whichever it is."),

  QUOTIENT("Affine in its first operand where the second is constant."),

  ADDITIVE("Linear in all the values that it reads, as no other trait says."),

  BATCH_NORM("A fused BatchNorm."),

  OFFSET("Affine in what depends on the input; what does not may add to the result: a bias."),

  NON_NEGATIVE("Its values are never negative."),

  KEEPS_SIGN("Its values are not negative if those that it reads are not."),

  FEATURELESS("Moves or summarizes the features of a grid and makes none."),

  STORED("Its value lies in the model or comes from outside."),

  SIZED_BY_VALUES(
      "The values that it reads, not only their shapes, decide the size of its result."),

  SIZED_BY_NUMBER(
      "One number that it reads decides the size of its result, so that a bound of it bounds both."),

  ADDS_DIMENSION("Its result may have one dimension more than what it reads."),

  GATHER(
      "Its result has the dimensions of the places that it reads in place of one of its first input."),

  NO_MORE_ELEMENTS("Its result has no more elements than all that it reads."),

  FILLED("Repeats one number in the size of what it reads."),

  SIZE("Reads the shape of a tensor and none of its values."),

  IDENTITY("Its first output is its first input, so it is dropped when functions are written out."),

  GRADIENT_PASSING("Its outputs are its inputs; it only says how gradients pass."),

  CALL("Calls a function."),

  IF("Runs one of two functions."),

  CASE("Runs one of several functions."),

  WHILE("Repeats a function."),

  LOOP_FRAME("A part of a loop in the style of TensorFlow 1."),

  CONTROL_FLOW("Chooses what is computed; replaced when a model is loaded, or refused."),

  TENSOR_LIST("Reads or writes a list of tensors, which is replaced by its items."),

  PLACEHOLDER("Is fed."),

  REFERENCE_VARIABLE("A variable in the style of TensorFlow 1."),

  FINAL_ACTIVATION("Turns logits into probabilities at the end of a classifier.");

  private static final ImmutableMap<String, OpTrait> BY_LABEL =
      Arrays.stream(values()).collect(toImmutableMap(OpTrait::label, Function.identity()));

  private final String meaning;

  OpTrait(String meaning) {
    this.meaning = meaning;
  }

  /**
   * What the trait says of an op.
   *
   * @return a sentence
   */
  public String meaning() {
    return meaning;
  }

  /**
   * The trait's name in {@code ops.txt}.
   *
   * @return small letters and hyphens
   */
  public String label() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }

  static OpTrait of(String label) {
    OpTrait trait = BY_LABEL.get(label);
    if (trait == null) {
      throw new IllegalArgumentException("ops.txt has an unknown trait '" + label + "'");
    }
    return trait;
  }
}
