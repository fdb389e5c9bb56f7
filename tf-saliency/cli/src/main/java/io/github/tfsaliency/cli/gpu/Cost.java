package io.github.tfsaliency.cli.gpu;

/**
 * The cost of a batch on the GPU.
 *
 * @param method as it is written; empty for the forward pass
 * @param tensorFloat32 whether products were of TF32
 * @param batch how many samples
 * @param seconds of the whole batch
 * @param forwards the same in forward passes of as many samples
 */
record Cost(String method, boolean tensorFloat32, int batch, double seconds, double forwards) {
  double imagesPerSecond() {
    return batch / seconds;
  }
}
