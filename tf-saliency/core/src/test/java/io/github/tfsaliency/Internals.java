package io.github.tfsaliency;

import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.graph.InferenceGraph;

/** What tests in other packages see of a model that its users do not. */
@SuppressWarnings("exports") // Test classes are no part of the module.
public final class Internals {
  private Internals() {}

  public static GradientEngine engine(Model model) {
    return model.engine();
  }

  public static InferenceGraph graph(Model model) {
    return model.graph();
  }
}
