package io.github.tfsaliency.engine.build;

/** Which gradients on the way a graph gives beside those of the inputs. */
public enum Traced {
  /** None. */
  NOTHING,
  /** Those at the layers, as debugging shows them. */
  LAYERS,
  /** Those at all nodes, to find the one that makes a NaN. */
  NODES
}
