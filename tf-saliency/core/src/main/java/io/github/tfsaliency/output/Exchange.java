package io.github.tfsaliency.output;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * Exchanges two folders in one step, which Java cannot: at any moment each of the two names has one
 * of the two folders.
 *
 * <p>Source: renameat2(2) with RENAME_EXCHANGE on Linux, renamex_np(2) with RENAME_SWAP on macOS.
 */
final class Exchange {
  private static final int AT_FDCWD = -100;
  private static final int RENAME_EXCHANGE = 1 << 1;
  private static final int RENAME_SWAP = 1 << 1;

  private Exchange() {}

  /** Whether it was done; if not, nothing has changed. */
  static boolean swap(Path one, Path other) {
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    if (!charset.newEncoder().canEncode(one.toString() + other)) {
      return false;
    }
    byte[] first = (one + "\0").getBytes(charset);
    byte[] second = (other + "\0").getBytes(charset);
    try {
      if (Platform.isLinux()) {
        return call("renameat2", AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
      }
      return Platform.isMac() && call("renamex_np", first, second, RENAME_SWAP);
    } catch (LinkageError e) {
      // JNA has no natives for this machine or may not unpack them, or the C library is too old.
      return false;
    }
  }

  private static boolean call(String function, Object... arguments) {
    return NativeLibrary.getProcess().getFunction(function).invokeInt(arguments) == 0;
  }
}
