package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.message.Message;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * One value of a layer, or the mean of one channel over the layer's positions.
 *
 * @since 0.1.0
 */
public final class Unit extends Target {
  private static final long serialVersionUID = 1;

  private final String layer;

  /** Empty for a channel. */
  private final List<Long> index;

  /** -1 for a single value. */
  private final long channel;

  private Unit(String layer, List<Long> index, long channel) {
    checkArgument(!layer.isEmpty(), "The name of the target's layer is empty.");
    this.layer = requireNonNull(layer, "layer");
    this.index = List.copyOf(index);
    this.channel = channel;
  }

  static Unit of(String layer, ImmutableLongArray index) {
    requireNonNull(layer, "layer");
    checkArgument(
        !index.isEmpty() && index.stream().allMatch(each -> each >= 0),
        "The index %s of a unit must be one number or more, none of them negative.",
        index);
    return new Unit(layer, index.asList(), -1);
  }

  static Unit ofChannel(String layer, long channel) {
    requireNonNull(layer, "layer");
    checkArgument(channel >= 0, "The channel %s must not be negative.", channel);
    return new Unit(layer, List.of(), channel);
  }

  /** {@return the name of the layer, as it was given} */
  public String layer() {
    return layer;
  }

  /**
   * The index of the value, in the layer's own order of dimensions, without the batch dimension.
   *
   * @return the index; empty for a channel
   */
  public ImmutableLongArray index() {
    return ImmutableLongArray.copyOf(index);
  }

  /**
   * The averaged channel.
   *
   * @return the channel, from 0; empty for a single value
   */
  public OptionalLong averagedChannel() {
    return channel < 0 ? OptionalLong.empty() : OptionalLong.of(channel);
  }

  /** Resolved where the layer is known. */
  @Override
  long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
    throw new IllegalArgumentException(
        Message.of("The target %s is not a class: it has no index among the outputs.", this));
  }

  @Override
  public String toString() {
    return channel < 0
        ? Message.of("the value at %s of the layer '%s'", index, layer)
        : Message.of("the mean of channel %s of the layer '%s'", channel, layer);
  }
}
