package io.github.tfsaliency.graph.inline;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.NodeValidator;
import io.github.tfsaliency.graph.check.StaticShapes;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** The shapes that TensorFlow infers for the executable tensors of a path. */
final class PathShapes {
  /** Of all graphs together: a loop whose condition asks for a shape asks again at every turn. */
  private static final long MAX_INFERRED_NODES = 1_000_000;

  private final ExecutableNodes path;
  private final Path directory;
  private long inferred;

  PathShapes(ExecutableNodes path, Path directory) {
    this.path = path;
    this.directory = directory;
  }

  /** The shape of an executable tensor. */
  Shape of(TensorRef tensor) {
    ImmutableMap<String, NodeDef> nodes = path.to(tensor);
    inferred += nodes.size();
    if (inferred > MAX_INFERRED_NODES) {
      throw new UnsupportedModelException(
          Message.of(
              "The shapes that loops of the SavedModel ask for need more than %s nodes.",
              MAX_INFERRED_NODES));
    }
    try (StaticShapes shapes = StaticShapes.of(NodeValidator.validate(nodes).values(), directory)) {
      return shapes.of(tensor);
    }
  }
}
