package io.github.tfsaliency.gradient;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.Value;
import java.util.Optional;

/**
 * A layer whose values lie on a grid, {@code [N, h, w, K]} or {@code [N, l, K]}.
 *
 * @since 0.1.0
 */
public final class SpatialLayer extends Value {
  private static final long serialVersionUID = 1;

  private final Optional<String> name;
  private final boolean attended;

  private SpatialLayer(Optional<String> name, boolean attended) {
    checkArgument(name.filter(String::isEmpty).isEmpty(), "The name of the layer is empty.");
    this.name = requireNonNull(name, "name");
    this.attended = attended;
  }

  /**
   * The last layer with more than one position.
   *
   * @return the layer
   */
  public static SpatialLayer last() {
    return new SpatialLayer(Optional.empty(), false);
  }

  /**
   * A layer by name.
   *
   * @param name the name of a node in the model's graph, or of one of its scopes, for example
   *     {@code block_5} for the last node of {@code model/block_5}
   * @return the layer
   * @throws IllegalArgumentException if the name is empty
   */
  public static SpatialLayer named(String name) {
    return new SpatialLayer(Optional.of(name), false);
  }

  /**
   * The input of the queries, keys and values in the last block of self-attention. In a vision
   * transformer this is the output of the block's first LayerNorm.
   *
   * @return the layer; a model without self-attention does not have it
   */
  public static SpatialLayer ofLastAttention() {
    return new SpatialLayer(Optional.empty(), true);
  }

  /**
   * {@return the name of a node in the model's graph, or of one of its scopes; empty for the last
   * layer with more than one position, and for the input of the last attention}
   */
  public Optional<String> name() {
    return name;
  }

  /** {@return whether the layer is the input of the last block of self-attention} */
  public boolean attended() {
    return attended;
  }
}
