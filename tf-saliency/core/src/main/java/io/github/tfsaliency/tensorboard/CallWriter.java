package io.github.tfsaliency.tensorboard;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.engine.build.LayerGradients;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.spec.MethodSpecs;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Indices;

/** Writes what one call gave. */
final class CallWriter {
  private static final Pattern MARKUP = Pattern.compile("[\\\\`*_<>|!&\\[\\]]");

  private final EventFile file;
  private final long step;
  private final DebuggedModel model;
  private final SinglePassMethod method;

  CallWriter(EventFile file, long step, DebuggedModel model, SinglePassMethod method) {
    this.file = file;
    this.step = step;
    this.model = model;
    this.method = method;
  }

  /**
   * Writes everything.
   *
   * @param shown the samples to show, the first of the batch
   * @param gradients what arrives at their layers
   * @param result the whole batch's maps; empty if they are not finite
   */
  void write(Batch shown, LayerGradients gradients, Optional<GradientResult> result) {
    result.ifPresent(
        computed -> {
          writeNumbers(computed, shown.sampleCount());
          computed.maps().forEach((input, map) -> writeMap(input, map, computed, shown));
        });
    if (result.isEmpty()) {
      file.text(
          step,
          "call",
          "**" + MethodSpecs.print(method) + "**: the map or the score contains NaN or infinity.");
      writeInputs(shown);
    }
    int index = 0;
    for (Map.Entry<String, FloatNdArray> layer : gradients.layers().entrySet()) {
      String name = String.format(Locale.ROOT, "layers/%03d %s", ++index, layer.getKey());
      writeLayer(name, layer.getValue(), shown.sampleCount());
    }
  }

  private void writeNumbers(GradientResult result, int samples) {
    StringBuilder text = new StringBuilder();
    text.append("**")
        .append(MethodSpecs.print(method))
        .append("** explains `")
        .append(model.explained());
    text.append("`\n\n| sample | target | score |\n|---|---|---|\n");
    for (int i = 0; i < samples; i++) {
      long target = result.targets().get(i);
      double score = result.scores().get(i);
      text.append(String.format(Locale.ROOT, "| %s | %s | %.6g |\n", i, targetName(target), score));
      file.scalar(step, "score/sample " + i, score);
      file.scalar(step, "target/sample " + i, (double) target);
    }
    file.text(step, "call", text.toString());
  }

  private String targetName(long target) {
    if (target < 0) {
      return "a weighted sum";
    }
    return target < model.labels().size()
        ? target + " " + plain(model.labels().get(Math.toIntExact(target)))
        : Long.toString(target);
  }

  /** TensorBoard reads Markdown, and a label may be a link, an image or the end of a cell. */
  private static String plain(String label) {
    return MARKUP.matcher(Shown.name(label)).replaceAll("\\\\$0");
  }

  private void writeMap(String input, FloatNdArray map, GradientResult result, Batch shown) {
    String prefix = prefix(input, result.maps());
    file.histogram(step, prefix + "map", map);
    Optional<FloatNdArray> values = Optional.ofNullable(shown.inputs().get(input));
    for (int i = 0; i < shown.sampleCount(); i++) {
      String name = prefix + "sample " + i + "/";
      Optional<Picture> photo = Optional.empty();
      if (values.isPresent()) {
        photo = writeInput(name, values.get(), i);
      }
      if (LayerPicture.isHeatmap(map)) {
        Heatmap heatmap = Heatmap.of(map.slice(Indices.at(i)));
        file.image(step, name + "map", LayerPicture.displayable(heatmap.toPicture()));
        photo.ifPresent(
            picture ->
                file.image(
                    step, name + "overlay", LayerPicture.displayable(heatmap.overlay(picture))));
      }
    }
  }

  private void writeInputs(Batch shown) {
    shown
        .inputs()
        .forEach(
            (input, values) -> {
              for (int i = 0; i < shown.sampleCount(); i++) {
                var unused =
                    writeInput(prefix(input, shown.inputs()) + "sample " + i + "/", values, i);
              }
            });
  }

  private Optional<Picture> writeInput(String name, FloatNdArray values, int sample) {
    if (!LayerPicture.isImage(values)) {
      return Optional.empty();
    }
    Picture picture = InputPicture.of(values.slice(Indices.at(sample)), model.encoding());
    file.image(step, name + "input", LayerPicture.displayable(picture));
    return Optional.of(picture);
  }

  private void writeLayer(String name, FloatNdArray values, int samples) {
    FiniteValues finite = FiniteValues.of(values);
    if (finite.lost() > 0) {
      file.scalar(step, "not finite/" + name, finite.lost());
    }
    if (finite.values().size() > 0) {
      file.histogram(step, name, finite.values());
    }
    if (LayerPicture.isHeatmap(values)) {
      // A layer that cuts samples into patches has more of them than there are samples.
      for (int i = 0; i < Math.min(samples, values.shape().get(0)); i++) {
        Picture picture = Heatmap.of(values.slice(Indices.at(i))).toPicture();
        file.image(step, name + "/sample " + i, LayerPicture.displayable(picture));
      }
    }
  }

  /** With one input its name says nothing. */
  private static String prefix(String input, ImmutableMap<String, FloatNdArray> all) {
    return all.size() == 1 ? "attribution/" : "attribution/" + Shown.name(input) + "/";
  }
}
