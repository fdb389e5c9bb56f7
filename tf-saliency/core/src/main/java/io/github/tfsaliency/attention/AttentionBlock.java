package io.github.tfsaliency.attention;

import io.github.tfsaliency.graph.TensorRef;
import java.util.Optional;

/**
 * A block of self-attention.
 *
 * @param shares which share each token has of each, behind the softmax
 * @param read the tensor that queries, keys and values are projected from
 * @param layout how the shares lie; empty if their dimensions could not be followed, as in windows
 *     that are cut out of a picture
 */
public record AttentionBlock(TensorRef shares, TensorRef read, Optional<ShareLayout> layout) {
  /**
   * What the block is called.
   *
   * @return the name of its softmax
   */
  public String name() {
    return shares.node();
  }
}
