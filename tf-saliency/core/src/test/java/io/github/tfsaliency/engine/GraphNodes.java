package io.github.tfsaliency.engine;

/** How large the graph of a model has grown. */
public final class GraphNodes {
  private GraphNodes() {}

  /** The nodes of the session that serves new calls. */
  public static int of(GradientEngine engine) {
    return engine.nodeCount();
  }
}
