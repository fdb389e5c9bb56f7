package io.github.tfsaliency.attention;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.axis.Axis;
import io.github.tfsaliency.axis.Factor;
import io.github.tfsaliency.axis.LayerGrid.PlaceAxis;
import io.github.tfsaliency.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * How the shares of a block lie.
 *
 * @param order for each dimension of {@code [samples, heads ..., queries, keys]} its number in the
 *     tensor
 * @param heads how many there are, -1 if that is not known
 * @param tokens how many there are, -1 if that is not known
 * @param input whose places the tokens are
 * @param places how the tokens lie on it
 */
public record ShareLayout(
    ImmutableIntArray order, long heads, long tokens, String input, PlaceAxis places) {
  /** Empty if the last dimension does not count tokens that another one counts too. */
  static Optional<ShareLayout> of(List<Axis> axes) {
    int keys = axes.size() - 1;
    if (keys < 2 || !axes.get(keys).isPlaces()) {
      return Optional.empty();
    }
    Axis tokens = axes.get(keys);
    int queries = axes.subList(0, keys).lastIndexOf(tokens);
    int samples = 0;
    while (samples < keys && !axes.get(samples).hasBatch()) {
      samples++;
    }
    if (queries < 0 || samples == keys || !isStack(axes.get(samples))) {
      return Optional.empty();
    }
    ImmutableIntArray.Builder order = ImmutableIntArray.builder().add(samples);
    long heads = inBatch(axes.get(samples));
    for (int i = 0; i < keys; i++) {
      if (i == samples || i == queries) {
        continue;
      }
      if (axes.get(i).isPlaces()) {
        return Optional.empty();
      }
      order.add(i);
      heads = heads < 0 || axes.get(i).size() < 0 ? -1 : heads * axes.get(i).size();
    }
    if (heads < 0 && inBatch(axes.get(samples)) > 1) {
      return Optional.empty();
    }
    return Optional.of(
        new ShareLayout(
            order.add(queries).add(keys).build(),
            heads,
            tokens.size(),
            tokens.factors().get(0).input(),
            PlaceAxis.of(tokens)));
  }

  /** Samples, each with its heads behind it. */
  private static boolean isStack(Axis axis) {
    List<Factor> factors = axis.factors();
    return axis.ahead() == 0
        && factors.get(0).kind() == Factor.Kind.BATCH
        && factors.subList(1, factors.size()).stream()
            .allMatch(factor -> factor.kind() == Factor.Kind.OTHER && factor.size() > 0);
  }

  private static long inBatch(Axis axis) {
    long heads = 1;
    for (Factor factor : axis.factors().subList(1, axis.factors().size())) {
      heads *= factor.size();
    }
    return heads;
  }

  /**
   * How many tokens stand ahead of the places, as a class token does.
   *
   * @return 0 or more
   */
  public long ahead() {
    return places.ahead();
  }

  /** In words, for messages. */
  String described() {
    return Message.of("%s of '%s'", tokens < 0 ? "any number" : tokens, input);
  }
}
