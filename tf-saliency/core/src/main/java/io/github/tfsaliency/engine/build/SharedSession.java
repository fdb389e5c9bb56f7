package io.github.tfsaliency.engine.build;

import io.github.tfsaliency.engine.marker.SplitWeights;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/**
 * What the gradient graphs of a session share.
 *
 * @param graph the session's graph, which they are added to
 * @param session where they run
 * @param splitWeights the parts of the model's weights
 * @param references what the model computed of references
 * @param onGpu whether the session computes on a GPU
 */
public record SharedSession(
    Graph graph,
    Session session,
    SplitWeights splitWeights,
    KeptReferences references,
    boolean onGpu) {}
