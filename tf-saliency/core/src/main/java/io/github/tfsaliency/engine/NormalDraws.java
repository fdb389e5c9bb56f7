package io.github.tfsaliency.engine;

import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.opgradient.GraphOps;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Draws normal random numbers by TensorFlow's own generator, so that a graph that has left Java can
 * draw the same.
 *
 * @param session where it runs
 * @param seed the fed pair
 * @param count the fed number
 * @param drawn the random numbers
 */
record NormalDraws(
    Session session, Operand<TInt64> seed, Operand<TInt32> count, Operand<TFloat32> drawn) {

  static NormalDraws in(Graph graph, Session session) {
    Ops tf = GraphOps.of(graph).withSubScope("normals");
    Operand<TInt64> seed = tf.placeholder(TInt64.class);
    Operand<TInt32> count = tf.placeholder(TInt32.class);
    return new NormalDraws(session, seed, count, tf.random.statelessRandomNormal(count, seed));
  }

  float[] draw(long firstHalf, long secondHalf, int size) {
    try (FedTensors fed = new FedTensors(session)) {
      fed.take(seed, TInt64.vectorOf(firstHalf, secondHalf));
      fed.take(count, TInt32.vectorOf(size));
      fed.runner().fetch(drawn);
      try (Result result = fed.run(() -> size + " random numbers")) {
        float[] values = new float[size];
        ((TFloat32) result.get(0)).copyTo(DataBuffers.of(values, false, false));
        return values;
      }
    }
  }
}
