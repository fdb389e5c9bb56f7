package io.github.tfsaliency.benchmark;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * One thing to measure.
 *
 * @param model the name of a model among {@link BenchmarkModels}; {@code NAME@SIDE} gives a model
 *     that takes pictures of any size some of this side
 * @param batch how many samples are explained together
 * @param method as the command line writes it, or {@link #PREDICT}
 */
record Cell(String model, int batch, String method) {
  /** The forward pass that methods build on, with BatchNorm folded. */
  static final String PREDICT = "predict";

  /** The name of the model alone. */
  String name() {
    return model.substring(0, end());
  }

  /** The side of the pictures of a model that takes any. */
  long side() {
    return end() == model.length() ? Noise.SIDE : Long.parseLong(model.substring(end() + 1));
  }

  private int end() {
    int at = model.indexOf('@');
    return at < 0 ? model.length() : at;
  }

  /** Reads what {@link #toString} writes. */
  static Cell parse(String text) {
    List<String> parts = Splitter.on(' ').limit(3).splitToList(text);
    checkArgument(parts.size() == 3, "'%s' is not a cell such as 'vgg16 1 gradient'.", text);
    return new Cell(parts.get(0), Integer.parseInt(parts.get(1)), parts.get(2));
  }

  @Override
  public String toString() {
    return model + " " + batch + " " + method;
  }
}
