package io.github.tfsaliency.attention;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The attention of a model.
 *
 * @param directory of the model, for messages
 * @param blocks of self-attention, in execution order
 * @param crossed softmaxes of attention whose queries, keys and values are not of the same tokens
 * @param other products that look like attention of another kind than a softmax over keys
 * @param convolved whether convolutions of what lies on a grid follow the last block whose tokens
 *     do
 */
public record AttentionBlocks(
    Path directory,
    ImmutableList<AttentionBlock> blocks,
    ImmutableList<String> crossed,
    ImmutableList<String> other,
    boolean convolved) {
  /**
   * What the last block reads, where it is the last layer that a map of activations can be made of.
   *
   * @return empty if there is no block whose tokens lie on places, or convolutions follow it
   */
  public Optional<TensorRef> lastFeatures() {
    return convolved
        ? Optional.empty()
        : blocks.reverse().stream()
            .filter(block -> block.layout().isPresent())
            .map(AttentionBlock::read)
            .findFirst();
  }

  /**
   * The last block of a model that has self-attention and no other.
   *
   * @return the block
   * @throws UnsupportedModelException if the model has no self-attention, or attention of another
   *     kind
   */
  public AttentionBlock requireLast() {
    if (!crossed.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The queries, keys and values of the attention '%s' of the model '%s' do not come"
                  + " from the same tokens, as in cross-attention. Maps of attention are defined"
                  + " only for self-attention.\n"
                  + "Maybe use a method that attributes to the input, such as the gradient.",
              crossed.get(0), directory));
    }
    if (!other.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The product '%s' of the model '%s' looks like attention, but not like a softmax over"
                  + " keys times values; linear attention and talking heads are examples. Maps of"
                  + " attention are not defined for it.\n"
                  + "Maybe use a method that attributes to the input, such as the gradient.",
              other.get(0), directory));
    }
    if (blocks.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The model '%s' has no self-attention between the input and the explained output: no"
                  + " softmax of a product of queries and keys that is multiplied with values.\n"
                  + "Maybe use a method that needs no attention, such as grad-cam.",
              directory));
    }
    return last();
  }

  private AttentionBlock last() {
    return blocks.get(blocks.size() - 1);
  }

  /**
   * How the shares of all blocks lie, of a model all of whose blocks see the same tokens.
   *
   * @return of the last block; those of the others have the same tokens
   * @throws UnsupportedModelException if the model has no self-attention, or attention of another
   *     kind, or its tokens are not the same in all blocks
   */
  public ShareLayout requireSameTokens() {
    AttentionBlock last = requireLast();
    for (AttentionBlock block : blocks) {
      if (block.layout().isEmpty()) {
        throw new UnsupportedModelException(
            Message.of(
                "The tokens of the attention '%s' of the model '%s' do not correspond to positions"
                    + " of an input, for example because windows are cut out of a picture.\n"
                    + "Maybe use a method that does not follow attention through all blocks, such"
                    + " as cdam or grad-cam.",
                block.name(), directory));
      }
    }
    ShareLayout layout = last.layout().orElseThrow();
    for (AttentionBlock block : blocks) {
      ShareLayout own = block.layout().orElseThrow();
      if (!own.places().equals(layout.places()) || !own.input().equals(layout.input())) {
        throw new UnsupportedModelException(
            Message.of(
                "The attention '%s' of the model '%s' is of other tokens (%s) than the attention"
                    + " '%s' (%s), for example because patches are merged, so it cannot be followed"
                    + " through all blocks.\n"
                    + "Maybe use a method that looks at one block, such as cdam.",
                block.name(), directory, own.described(), last.name(), layout.described()));
      }
    }
    return layout;
  }
}
