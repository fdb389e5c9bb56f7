package io.github.tfsaliency.cli.sample;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.GroupedInput;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.file.GroupsFile;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/** The groups of a model's inputs, as far as a file and a sample tell. */
public final class SampleGroups {
  private SampleGroups() {}

  /**
   * What a file of groups says of samples.
   *
   * @param values of each input, with or without the batch dimension
   * @param columns the names of the features or the channels of an input, where they are known
   * @throws io.github.tfsaliency.attribution.SaliencyException if it does not fit
   */
  public static FeatureGroups of(
      GroupsFile file,
      Model model,
      Map<String, FloatNdArray> values,
      Map<String, ImmutableList<String>> columns) {
    ImmutableList.Builder<GroupedInput> inputs = ImmutableList.builder();
    values.forEach(
        (name, array) ->
            sampleShape(model, name, array.shape())
                .ifPresent(
                    shape ->
                        inputs.add(
                            new GroupedInput(
                                name, shape, columns.getOrDefault(name, ImmutableList.of())))));
    return file.groupsOf(inputs.build());
  }

  /**
   * The names of features that a person knows: the columns of a row, the channels of a series.
   *
   * @param views what a person sees of a sample, by the name of the input
   * @return names by input, without inputs that have none
   */
  public static ImmutableMap<String, ImmutableList<String>> columns(Map<String, InputView> views) {
    ImmutableMap.Builder<String, ImmutableList<String>> columns = ImmutableMap.builder();
    views.forEach(
        (input, view) -> {
          if (view instanceof InputView.Row row) {
            columns.put(input, row.columns());
          } else if (view instanceof InputView.Series series) {
            columns.put(input, series.channels());
          }
        });
    return columns.buildOrThrow();
  }

  /** Channels last; empty for what all samples share. */
  private static Optional<Shape> sampleShape(Model model, String input, Shape given) {
    Shape expected = model.inputShape(input);
    boolean batch =
        given.numDimensions() > 0
            && (expected.isUnknown() || expected.numDimensions() == given.numDimensions());
    if (!expected.isUnknown() && expected.numDimensions() == 0) {
      return Optional.empty();
    }
    Shape sample = batch ? given.tail() : given;
    return Optional.of(
        model.isChannelsFirst(input) ? ChannelAxis.toLast(sample.prepend(1)).tail() : sample);
  }
}
