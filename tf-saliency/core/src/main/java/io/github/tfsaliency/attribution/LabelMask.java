package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** A number of a group for each feature of one input. */
final class LabelMask extends Value {
  private static final long serialVersionUID = 1;

  private final Shape shape;
  private final int[] labels;

  LabelMask(Shape shape, int... labels) {
    this.shape = requireNonNull(shape, "shape");
    this.labels = labels.clone();
    checkArgument(
        shape.numDimensions() > 0 && shape.size() == labels.length && labels.length > 0,
        "A mask of shape %s cannot have %s numbers.\n"
            + "Maybe give one number for each feature of a sample.",
        shape,
        labels.length);
  }

  int[] labels() {
    return labels.clone();
  }

  void mark(boolean[] present, List<String> names, String input) {
    for (int i = 0; i < labels.length; i++) {
      checkArgument(
          labels[i] >= 0 && labels[i] < present.length,
          "The mask%s has the number %s at %s, but groups are numbered from 0 to %s, as there are"
              + " %s names.\n"
              + "Maybe add a group for the features outside all groups.",
          Message.part(input.isEmpty() ? "" : Message.of(" of the input '%s'", input)),
          labels[i],
          i,
          present.length - 1,
          names.size());
      present[labels[i]] = true;
    }
  }

  int[] of(Shape other) {
    if (other.equals(shape)) {
      return labels.clone();
    }
    int rank = other.numDimensions();
    if (rank == 0 && labels.length == 1) {
      return labels.clone();
    }
    boolean mapOfPlaces = rank > 0 && rank == shape.numDimensions() && other.get(rank - 1) == 1;
    Shape places = shape.numDimensions() > 1 ? shape.take(shape.numDimensions() - 1) : Shape.of(-1);
    if (other.equals(places) || (mapOfPlaces && other.take(rank - 1).equals(places))) {
      return ofPlaces(other);
    }
    Shape withoutChannels =
        rank == shape.numDimensions() && rank > 1 && shape.get(rank - 1) == 1 ? places : shape;
    boolean maskOfPlaces = rank > 1 && other.take(rank - 1).equals(withoutChannels);
    checkArgument(
        maskOfPlaces,
        "Groups of a mask of shape %s do not fit values of shape %s.\n"
            + "Maybe give a mask of the input's shape without the batch; or without the channels,"
            + " if all channels of a position are in one group.",
        shape,
        other);
    int channels = Math.toIntExact(other.get(rank - 1));
    int[] repeated = new int[labels.length * channels];
    Arrays.setAll(repeated, i -> labels[i / channels]);
    return repeated;
  }

  /** Of a map that has one value for all channels of a place. */
  private int[] ofPlaces(Shape other) {
    int channels = Math.toIntExact(shape.get(shape.numDimensions() - 1));
    int[] ofPlaces = new int[labels.length / channels];
    for (int i = 0; i < labels.length; i++) {
      checkArgument(
          labels[i] == labels[i - i % channels],
          "The groups separate the channels of a position, but values of shape %s have one number"
              + " for all of them.\n"
              + "Maybe use a method whose map has the input's shape %s.",
          other,
          shape);
      ofPlaces[i / channels] = labels[i];
    }
    return ofPlaces;
  }
}
