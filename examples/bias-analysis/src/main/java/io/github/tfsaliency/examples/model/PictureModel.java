package io.github.tfsaliency.examples.model;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;

/** The description of a model of pictures. */
public final class PictureModel {
  private PictureModel() {}

  /**
   * How it encodes pixels.
   *
   * @param model takes pictures
   * @return its encoding
   * @throws SaliencyException if it does not say
   */
  public static PixelEncoding encoding(Model model) {
    return model
        .encoding()
        .orElseThrow(
            () ->
                new SaliencyException(
                    Message.of(
                        "The SavedModel '%s' does not declare its pixel encoding.\n"
                            + "Maybe add \"encoding\" to its assets.extra/saliency.json.",
                        model.directory())));
  }

  /**
   * What a class is called.
   *
   * @param model classifies
   * @param index of the class
   * @return its label, or its number if it has none
   */
  public static String label(Model model, long index) {
    ImmutableList<String> labels = model.labels();
    return index < labels.size() ? labels.get(Math.toIntExact(index)) : "class " + index;
  }
}
