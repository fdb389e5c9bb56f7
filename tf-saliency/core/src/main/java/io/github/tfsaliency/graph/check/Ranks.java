package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import java.nio.file.Path;
import org.tensorflow.proto.NodeDef;

/**
 * How many dimensions tensors have. TensorFlow counts 254 of them, and a kernel that adds one more,
 * or works with twice as many, ends the process; its inference of shapes counts any number, and
 * fills the memory. What is given has few, and what is computed of it is followed through the
 * graph.
 */
public final class Ranks {
  private Ranks() {}

  /**
   * Looks at all that may have any number of dimensions as far as TensorFlow knows.
   *
   * @param nodes each after the nodes that it reads, with what bounds the shapes that are computed
   * @param directory of the model, for error texts
   * @throws UnsupportedModelException if a tensor may have too many dimensions
   */
  public static void require(ImmutableMap<String, NodeDef> nodes, Path directory) {
    try (StaticShapes shapes = StaticShapes.of(nodes.values(), directory)) {
      RankBounds bounds = new RankBounds(nodes);
      for (NodeDef node : nodes.values()) {
        RankBounds.require(
            node, bounds.follow(node, shapes.operation(node)), TensorLimits.DIMENSIONS_COMPUTED);
      }
    }
  }
}
