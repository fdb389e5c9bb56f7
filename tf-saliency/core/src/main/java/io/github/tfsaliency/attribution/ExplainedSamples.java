package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The targets, labels, scores, gaps and warnings of a map's samples: one list for each. */
final class ExplainedSamples extends Value {
  private static final long serialVersionUID = 1;

  private final ImmutableLongArray targets;

  /** Empty for a target without a name. */
  private final List<String> labels;

  private final ImmutableDoubleArray scores;
  private final Optional<ImmutableDoubleArray> gaps;
  private final Optional<ImmutableLongArray> drawn;
  private final List<List<String>> warnings;

  private ExplainedSamples(
      ImmutableLongArray targets,
      List<String> labels,
      ImmutableDoubleArray scores,
      Optional<ImmutableDoubleArray> gaps,
      Optional<ImmutableLongArray> drawn,
      List<? extends List<String>> warnings) {
    // Kryo does not keep where a part begins.
    this.targets = targets.trimmed();
    this.labels = List.copyOf(labels);
    this.scores = scores.trimmed();
    this.gaps = gaps.map(ImmutableDoubleArray::trimmed);
    this.drawn = drawn.map(ImmutableLongArray::trimmed);
    this.warnings = List.copyOf(warnings.stream().<List<String>>map(List::copyOf).toList());
    requireEach("labels", labels.size());
    requireEach("scores", scores.length());
    gaps.ifPresent(all -> requireEach("gaps", all.length()));
    drawn.ifPresent(all -> requireEach("numbers of draws", all.length()));
    requireEach("lists of warnings", warnings.size());
  }

  static ExplainedSamples of(ImmutableLongArray targets, ImmutableDoubleArray scores) {
    return new ExplainedSamples(
        requireNonNull(targets, "targets"),
        Collections.nCopies(targets.length(), ""),
        requireNonNull(scores, "scores"),
        Optional.empty(),
        Optional.empty(),
        Collections.nCopies(targets.length(), ImmutableList.of()));
  }

  private void requireEach(String what, int count) {
    checkArgument(count == count(), "There are %s %s for %s samples.", count, what, count());
  }

  ExplainedSamples withLabels(List<Optional<String>> newLabels) {
    return new ExplainedSamples(
        targets,
        newLabels.stream().map(label -> label.orElse("")).toList(),
        scores,
        gaps,
        drawn,
        warnings);
  }

  ExplainedSamples withGaps(ImmutableDoubleArray newGaps) {
    return new ExplainedSamples(targets, labels, scores, Optional.of(newGaps), drawn, warnings);
  }

  ExplainedSamples withDrawn(Optional<ImmutableLongArray> newDrawn) {
    return new ExplainedSamples(targets, labels, scores, gaps, newDrawn, warnings);
  }

  ExplainedSamples withWarnings(List<? extends List<String>> newWarnings) {
    return new ExplainedSamples(targets, labels, scores, gaps, drawn, newWarnings);
  }

  /** One of them. */
  ExplainedSamples sample(int index) {
    return new ExplainedSamples(
        targets.subArray(index, index + 1),
        labels.subList(index, index + 1),
        scores.subArray(index, index + 1),
        gaps.map(all -> all.subArray(index, index + 1)),
        drawn.map(all -> all.subArray(index, index + 1)),
        warnings.subList(index, index + 1));
  }

  int count() {
    return targets.length();
  }

  ImmutableLongArray targets() {
    return targets;
  }

  ImmutableList<Optional<String>> labels() {
    return labels.stream()
        .map(label -> label.isEmpty() ? Optional.<String>empty() : Optional.of(label))
        .collect(ImmutableList.toImmutableList());
  }

  ImmutableDoubleArray scores() {
    return scores;
  }

  Optional<ImmutableDoubleArray> gaps() {
    return gaps;
  }

  Optional<ImmutableLongArray> drawn() {
    return drawn;
  }

  List<List<String>> warnings() {
    return warnings;
  }
}
