package io.github.tfsaliency.graph.check;

import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.message.Message;
import org.tensorflow.ndarray.Shape;

/**
 * How many rows an output has. A model may join its batch with itself, or fold what belongs to a
 * sample into rows of its own: such rows are no samples, so there is no score of a sample.
 *
 * @param samples of the inputs; 0 where that is not known
 * @param rows of the output for as many samples
 */
public record OutputRows(long samples, long rows) {
  private static final OutputRows UNKNOWN = new OutputRows(0, 0);

  static OutputRows of(InferenceGraph model, StaticShapes shapes) {
    Shape output = shapes.of(model.output());
    long samples = 0;
    for (ModelInput input : model.inputs()) {
      Shape shape = shapes.of(input.tensor());
      if (shape.isUnknown()) {
        return UNKNOWN;
      }
      samples = shape.numDimensions() == 0 ? samples : Math.max(samples, shape.get(0));
    }
    boolean known = samples > 0 && !output.isUnknown() && output.numDimensions() > 0;
    return known && output.get(0) != Shape.UNKNOWN_SIZE
        ? new OutputRows(samples, output.get(0))
        : UNKNOWN;
  }

  /**
   * Refuses an output of more rows than samples.
   *
   * @param model whose output it is
   */
  public void require(InferenceGraph model) {
    if (rows > samples) {
      throw new UnsupportedModelException(
          Message.of(
              "The output '%s' has %s rows for %s of the input, so its rows are not samples.\n"
                  + "Maybe choose another output with Model.from(path).output(name), such as a"
                  + " tensor before the op that makes them.",
              model.outputName(), rows, samples));
    }
  }
}
