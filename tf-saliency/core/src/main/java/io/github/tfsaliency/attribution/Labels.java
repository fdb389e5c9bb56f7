package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.message.NearestNames;
import java.util.List;
import java.util.stream.IntStream;

/** Finds a class by its name. */
final class Labels {
  private Labels() {}

  static long indexOf(String label, ImmutableList<String> labels) {
    checkArgument(
        !labels.isEmpty(),
        "The target is the label '%s', but the model has no labels.\n"
            + "Maybe give a class index, or name a labels file in assets.extra/saliency.json.",
        label);
    List<Integer> matches =
        IntStream.range(0, labels.size()).filter(i -> labels.get(i).equals(label)).boxed().toList();
    checkArgument(
        matches.size() < 2,
        "The label '%s' names several classes: %s.\nMaybe give the class index.",
        label,
        matches);
    checkArgument(
        matches.size() == 1,
        "The model has no label '%s'.\nMaybe one of %s.",
        label,
        NearestNames.of(label, labels));
    return matches.get(0);
  }
}
