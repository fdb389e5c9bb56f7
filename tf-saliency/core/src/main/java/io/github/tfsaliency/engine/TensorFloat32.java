package io.github.tfsaliency.engine;

import com.sun.jna.NativeLibrary;
import io.github.tfsaliency.message.Logs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * TensorFlow's switch for TF32, which GPUs since Ampere have: products of float32 with 10 bits of
 * the mantissa instead of 23. It belongs to the process, not to a session, and no other device
 * reads it.
 *
 * <p>TensorFlow has it for Python alone, so it is called by its name in the library.
 */
public final class TensorFloat32 {
  private static final String SET = "_ZN3tsl32enable_tensor_float_32_executionEb";
  private static final String GET = "_ZN3tsl33tensor_float_32_execution_enabledEv";
  private static final String LIBRARY = "libtensorflow_framework.so.2";
  private static final int LOWEST_BYTE = 0xff;

  private TensorFloat32() {}

  /**
   * Says whether products may be of TF32, for all sessions of the process from now on. Where
   * TensorFlow's library has no such switch (other systems than Linux, which have no GPU natives)
   * nothing changes.
   *
   * @param isAllowed false for exact float32
   */
  public static void allow(boolean isAllowed) {
    try {
      library()
          .ifPresent(found -> found.getFunction(SET).invokeVoid(new Object[] {flag(isAllowed)}));
    } catch (LinkageError e) {
      Logs.MODEL.tell("TensorFlow's switch for TF32 cannot be reached: %s", e);
    }
  }

  /**
   * Reads the switch.
   *
   * @return empty where there is none
   */
  public static Optional<Boolean> isAllowed() {
    try {
      // A C++ bool fills one byte; what the others hold means nothing.
      return library()
          .map(found -> (found.getFunction(GET).invokeInt(new Object[0]) & LOWEST_BYTE) != 0);
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  private static int flag(boolean isAllowed) {
    return isAllowed ? 1 : 0;
  }

  /** Beside the library that Java calls; loaded already, so that this is the same one. */
  private static Optional<NativeLibrary> library() {
    String called = Loader.load(tensorflow.class);
    if (called == null) {
      return Optional.empty();
    }
    Path framework = Path.of(called).resolveSibling(LIBRARY);
    return Files.isRegularFile(framework)
        ? Optional.of(NativeLibrary.getInstance(framework.toString()))
        : Optional.empty();
  }
}
