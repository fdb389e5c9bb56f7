package io.github.tfsaliency.inspect;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * A device that a session of TensorFlow may use. If there are GPUs, TensorFlow computes on the
 * first one, except operations without a GPU kernel.
 *
 * <p>Source: TensorFlow, {@code TF_SessionListDevices} in {@code c_api.h}.
 *
 * @param name TensorFlow's name, without the parts that are the same in one process: {@code CPU:0},
 *     {@code GPU:0}
 * @param type {@code CPU}, {@code GPU} or another type of TensorFlow
 * @param memory the bytes that TensorFlow may use on it; meaningless for the CPU
 * @since 0.1.0
 */
public record Device(String name, String type, long memory) {
  /** TensorFlow's name for a GPU. */
  private static final String GPU = "GPU";

  /**
   * Checks the number.
   *
   * @param name the name of the device
   * @param type the type of the device
   * @param memory in bytes
   * @throws IllegalArgumentException if the memory is negative
   */
  public Device {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    checkArgument(
        memory >= 0, "The memory of the device '%s' (%s bytes) is negative.", name, memory);
  }

  /**
   * Whether it is a GPU.
   *
   * @return false for the CPU and for other types
   */
  public boolean isGpu() {
    return type.equals(GPU);
  }
}
