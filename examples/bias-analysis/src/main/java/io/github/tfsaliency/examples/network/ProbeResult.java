package io.github.tfsaliency.examples.network;

import java.util.List;

/** The results of the methods for one network. */
interface ProbeResult {
  /** How much of a map that is the same everywhere lies on the regions. */
  double evenShare();

  /** How much of each method's maps does. */
  List<MethodShares> shares();
}
