package io.github.tfsaliency.inspect;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * What a session of TensorFlow may compute on. Where there is a GPU, TensorFlow computes on the
 * first one, but for what has no kernel there.
 *
 * <p>Source: TensorFlow, {@code TF_SessionListDevices} in {@code c_api.h}.
 *
 * @param name as TensorFlow says it, without the parts that are the same in one process: {@code
 *     CPU:0}, {@code GPU:0}
 * @param type {@code CPU}, {@code GPU} and whatever else TensorFlow has
 * @param memory bytes that TensorFlow may take of it; of the CPU it says no number that means
 *     anything
 */
public record Device(String name, String type, long memory) {
  /** TensorFlow's name for a GPU. */
  private static final String GPU = "GPU";

  /**
   * Checks the number.
   *
   * @param name of the device
   * @param type of the device
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
   * @return false for the CPU, and for what TensorFlow has beside the two
   */
  public boolean isGpu() {
    return type.equals(GPU);
  }
}
