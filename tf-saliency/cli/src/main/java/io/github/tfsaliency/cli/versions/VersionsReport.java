package io.github.tfsaliency.cli.versions;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.versions.VersionsRun.Asked;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/**
 * Two models on the same inputs.
 *
 * @param old the folder of the old model
 * @param current that of the new one
 * @param asked what was compared
 * @param inputs those that changed most first
 * @param failures what could not be compared
 */
public record VersionsReport(
    Path old,
    Path current,
    Asked asked,
    ImmutableList<ChangedInput> inputs,
    ImmutableList<Failure> failures) {
  /**
   * What went wrong.
   *
   * @param input as it was given
   * @param method empty if it is the input itself
   * @param reason one or two lines
   */
  public record Failure(String input, String method, String reason) {}

  ImmutableList<String> methods() {
    return asked.methods().stream().map(MethodSpec::text).collect(toImmutableList());
  }

  /** How many inputs are predicted as another class. */
  public long predictedOtherwise() {
    return inputs.stream().filter(ChangedInput::isPredictedOtherwise).count();
  }

  /** The mean over the inputs of a number of the maps by a method. */
  MeanInterval mean(String method, ToDoubleFunction<ChangedMap> number) {
    return MeanInterval.of(
        inputs.stream()
            .flatMap(input -> input.maps().stream())
            .filter(map -> map.method().equals(method))
            .mapToDouble(number)
            .toArray(),
        asked.seed());
  }

  MeanInterval mean(ToDoubleFunction<ChangedInput> number) {
    return MeanInterval.of(inputs.stream().mapToDouble(number).toArray(), asked.seed());
  }
}
