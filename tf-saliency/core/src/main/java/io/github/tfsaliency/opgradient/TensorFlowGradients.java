package io.github.tfsaliency.opgradient;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.op.OpListFile;

/** Which ops TensorFlow's own C++ gradients know. TensorFlow Java has no way to ask. */
public final class TensorFlowGradients {
  private static final TensorFlowGradients INSTANCE = read();

  private final ImmutableSet<String> differentiable;
  private final ImmutableSet<String> none;

  private TensorFlowGradients(ImmutableSet<String> differentiable, ImmutableSet<String> none) {
    this.differentiable = differentiable;
    this.none = none;
  }

  /**
   * The ops with a gradient.
   *
   * @return their names
   */
  public static ImmutableSet<String> differentiable() {
    return INSTANCE.differentiable;
  }

  /**
   * The ops that stop a gradient.
   *
   * @return their names
   */
  public static ImmutableSet<String> none() {
    return INSTANCE.none;
  }

  private static TensorFlowGradients read() {
    ImmutableSet.Builder<String> differentiable = ImmutableSet.builder();
    ImmutableSet.Builder<String> none = ImmutableSet.builder();
    ImmutableSet.Builder<String> section = differentiable;
    for (String line : OpListFile.lines(TensorFlowGradients.class, "tensorflow-gradients.txt")) {
      if (line.startsWith("[")) {
        section = line.equals("[none]") ? none : differentiable;
      } else {
        section.addAll(Splitter.on(' ').omitEmptyStrings().split(line));
      }
    }
    return new TensorFlowGradients(differentiable.build(), none.build());
  }
}
