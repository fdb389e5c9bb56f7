package io.github.tfsaliency.opgradient;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;

/** The equation of an einsum of two operands, such as {@code abc,cd->abd}. */
record EinsumEquation(ImmutableList<String> operands, String output) {
  static EinsumEquation parse(String text) {
    List<String> sides = Splitter.on("->").splitToList(CharMatcher.whitespace().removeFrom(text));
    return new EinsumEquation(
        ImmutableList.copyOf(Splitter.on(',').split(sides.get(0))),
        sides.size() == 2 ? sides.get(1) : "");
  }

  /**
   * Whether the gradient of the data is again an einsum of the output and the weights.
   *
   * @param first which operand is the data
   * @param second which one is the weights
   */
  boolean isTransposable(int first, int second) {
    if (operands.size() != 2 || output.isEmpty()) {
      return false;
    }
    String data = operands.get(first);
    String weights = operands.get(second);
    String labels = data.replace("...", "");
    return !weights.contains("...")
        && distinct(labels)
        && distinct(weights)
        && labels
            .chars()
            .allMatch(label -> output.indexOf(label) >= 0 || weights.indexOf(label) >= 0)
        && data.contains("...") == output.contains("...");
  }

  /**
   * Whether the gradients of both operands are einsums of the output and the other one; what stands
   * for dimensions of any number has to do so everywhere.
   */
  boolean isBilinear() {
    return operands.size() == 2
        && !output.isEmpty()
        && operands.stream().allMatch(operand -> hasRest(operand) == hasRest(output))
        && comesBack(operands.get(0), operands.get(1))
        && comesBack(operands.get(1), operands.get(0));
  }

  private boolean comesBack(String operand, String other) {
    String labels = operand.replace("...", "");
    return distinct(labels)
        && labels
            .chars()
            .allMatch(label -> output.indexOf(label) >= 0 || other.indexOf(label) >= 0);
  }

  private static boolean hasRest(String labels) {
    return labels.contains("...");
  }

  String transposed(int first, int second) {
    String data = operands.get(first);
    String weights = operands.get(second);
    return first == 0 ? output + "," + weights + "->" + data : weights + "," + output + "->" + data;
  }

  /** How many labels at the output's end come from the weights alone. */
  int featureDimensions(int first) {
    String data = operands.get(first);
    int count = 0;
    while (count < output.length()
        && output.charAt(output.length() - 1 - count) != '.'
        && data.indexOf(output.charAt(output.length() - 1 - count)) < 0) {
      count++;
    }
    return count;
  }

  private static boolean distinct(String labels) {
    return labels.chars().distinct().count() == labels.length();
  }
}
