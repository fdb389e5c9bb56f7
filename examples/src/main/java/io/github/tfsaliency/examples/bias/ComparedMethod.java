package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.AttributionMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.WSquare;
import java.util.function.Function;

/**
 * A method of the analysis beside what it is without the multiplication by the input.
 *
 * @param title for people; of LRP, in brackets the rule of the first layer
 * @param factor what its map is multiplied by
 * @param in the method in an encoding: z-box has the encoding's bounds
 * @param unmultiplied the same method without the multiplication; itself if it has none. Of LRP,
 *     the same rules with flat in the first layer: it knows neither the values nor the weights
 */
record ComparedMethod(
    String title,
    InputFactor factor,
    Function<Encoding, AttributionMethod> in,
    AttributionMethod unmultiplied) {
  private static final RectifiedGradient RECTGRAD =
      RectifiedGradient.percentile(RectifiedGradient.DEFAULT_PERCENTILE);
  private static final Lrp PLUS_FLAT = Lrp.of(Composite.epsilonPlusFlat());
  private static final Lrp ALPHA_BETA_FLAT = Lrp.of(Composite.epsilonAlpha2Beta1Flat());

  /** In the order of the report: each multiplied one after its repair. */
  static final ImmutableList<ComparedMethod> ALL =
      ImmutableList.of(
          plain("Gradient", new Gradient()),
          multiplied("Input × Gradient", new InputXGradient(), new Gradient()),
          plain("RectGrad", RECTGRAD),
          multiplied("RectGrad × Input", RECTGRAD.multipliedByInput(), RECTGRAD),
          plain("Guided Backpropagation", new GuidedBackprop()),
          plain("DeconvNet", new DeconvNet()),
          plain("LRP-ε+ (flat)", PLUS_FLAT),
          multiplied("LRP-ε+ (z+)", Lrp.of(Composite.epsilonPlus()), PLUS_FLAT),
          new ComparedMethod(
              "LRP-ε+ (w²)",
              InputFactor.NONE,
              encoding ->
                  Lrp.of(Composite.epsilonPlus().prepend(LayerSelector.first(), new WSquare())),
              PLUS_FLAT),
          new ComparedMethod(
              "LRP-ε+ (z-box)",
              InputFactor.BOX,
              encoding ->
                  Lrp.of(Composite.epsilonPlus().prepend(LayerSelector.first(), encoding.box())),
              PLUS_FLAT),
          plain("LRP-α2β1 (flat)", ALPHA_BETA_FLAT),
          multiplied("LRP-α2β1 (α2β1)", Lrp.of(Composite.epsilonAlpha2Beta1()), ALPHA_BETA_FLAT));

  private static ComparedMethod plain(String title, AttributionMethod method) {
    return new ComparedMethod(title, InputFactor.NONE, encoding -> method, method);
  }

  private static ComparedMethod multiplied(
      String title, AttributionMethod method, AttributionMethod unmultiplied) {
    return new ComparedMethod(title, InputFactor.INPUT, encoding -> method, unmultiplied);
  }

  /** The title without the rule of the first layer. */
  String family() {
    return isLrp() ? title.substring(0, title.indexOf(" (")) : title;
  }

  /** What tells it from others of its family. */
  String label() {
    return isLrp() ? title.substring(title.indexOf('(') + 1, title.indexOf(')')) : title;
  }

  /** Whether the map is multiplied by the input. */
  boolean multiplied() {
    return factor == InputFactor.INPUT;
  }

  /** Whether this is what others of the analysis are compared with. */
  boolean isReference() {
    return in.apply(Encoding.COMPARED.get(0)).equals(unmultiplied);
  }

  /** Whether it is layer-wise relevance propagation. */
  boolean isLrp() {
    return unmultiplied instanceof Lrp;
  }
}
