package io.github.tfsaliency.cli.common;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.message.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A GPU that is there and that TensorFlow does not use. TensorFlow says so at a level of its log
 * that nobody sees, and computes on the processor.
 */
final class UnusedGpu {
  /** What a driver makes: NVIDIA's devices, its module of Linux, and Windows's below WSL. */
  private static final ImmutableList<String> FILES =
      ImmutableList.of("dev/nvidia0", "dev/nvidiactl", "proc/driver/nvidia/version", "dev/dxg");

  private UnusedGpu() {}

  /**
   * Looks for a driver.
   *
   * @param root where the file system begins
   * @param visible the environment's {@code CUDA_VISIBLE_DEVICES}, by which a GPU may be hidden
   * @return a file that it has made; empty where there is none, or its GPUs are hidden
   */
  static Optional<Path> driver(Path root, @Nullable String visible) {
    boolean isHidden = visible != null && (visible.isBlank() || visible.strip().startsWith("-"));
    return isHidden
        ? Optional.empty()
        : FILES.stream().map(root::resolve).filter(Files::exists).findFirst();
  }

  /** A line about a driver whose GPU is not among the devices. */
  static Optional<String> warning(Path driver, List<Device> devices) {
    return devices.stream().anyMatch(Device::isGpu)
        ? Optional.empty()
        : Optional.of(
            Message.of(
                "Warning: a GPU is here ('%s'), but TensorFlow does not use it. Maybe build with"
                    + " -Pgpu, install CUDA 12 and cuDNN 9, read what TensorFlow says with"
                    + " TF_CPP_MIN_LOG_LEVEL=0, or choose the processor with --gpus none.",
                driver));
  }
}
