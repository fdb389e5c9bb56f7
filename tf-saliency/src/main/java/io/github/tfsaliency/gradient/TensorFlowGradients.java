package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which ops TensorFlow's own C++ gradients know. TensorFlow Java has no way to ask. */
final class TensorFlowGradients {
  private static final TensorFlowGradients INSTANCE = read();

  private final ImmutableSet<String> differentiable;
  private final ImmutableSet<String> none;

  private TensorFlowGradients(ImmutableSet<String> differentiable, ImmutableSet<String> none) {
    this.differentiable = differentiable;
    this.none = none;
  }

  /** The ops with a gradient. */
  static ImmutableSet<String> differentiable() {
    return INSTANCE.differentiable;
  }

  /** The ops that stop a gradient. */
  static ImmutableSet<String> none() {
    return INSTANCE.none;
  }

  private static TensorFlowGradients read() {
    String text;
    try (InputStream in =
        requireNonNull(TensorFlowGradients.class.getResourceAsStream("tensorflow-gradients.txt"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ImmutableSet.Builder<String> differentiable = ImmutableSet.builder();
    ImmutableSet.Builder<String> none = ImmutableSet.builder();
    ImmutableSet.Builder<String> section = differentiable;
    for (String line : Splitter.on('\n').trimResults().omitEmptyStrings().split(text)) {
      if (line.startsWith("[")) {
        section = line.equals("[none]") ? none : differentiable;
      } else if (!line.startsWith("#")) {
        section.addAll(Splitter.on(' ').omitEmptyStrings().split(line));
      }
    }
    return new TensorFlowGradients(differentiable.build(), none.build());
  }
}
