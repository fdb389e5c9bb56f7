package io.github.tfsaliency.support;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the C library has handed out and not got back: TensorFlow's tensors, graphs and sessions,
 * and the JVM's own structures, but neither Java's heap nor memory that is free and kept for later.
 *
 * <p>Source: malloc_info(3), which sums over all arenas as mallinfo2(3) does not.
 */
public final class NativeHeap {
  private static final Pattern TOTAL =
      Pattern.compile("<(?:total|system) type=\"(fast|rest|mmap|current)\"[^>]* size=\"(\\d+)\"");

  private NativeHeap() {}

  /**
   * Asks the C library.
   *
   * @return MiB in use; 0 where it is not glibc
   */
  public static long mebibytesInUse() {
    if (!Platform.isLinux()) {
      return 0;
    }
    try {
      Path file = Files.createTempFile("malloc", ".xml");
      try {
        return write(file) ? inUse(Files.readString(file)) >> 20 : 0;
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UnsatisfiedLinkError e) {
      // Another C library.
      return 0;
    }
  }

  private static boolean write(Path file) {
    Function info = function("malloc_info");
    Pointer stream = function("fopen").invokePointer(new Object[] {file.toString(), "w"});
    if (stream == null) {
      return false;
    }
    try {
      return info.invokeInt(new Object[] {0, stream}) == 0;
    } finally {
      function("fclose").invokeInt(new Object[] {stream});
    }
  }

  private static Function function(String name) {
    return NativeLibrary.getProcess().getFunction(name);
  }

  /** Free chunks lie in what an arena took of the system; what was mapped alone is all in use. */
  static long inUse(String xml) {
    String ofAllArenas = xml.substring(xml.lastIndexOf("</heap>") + 1);
    Matcher matcher = TOTAL.matcher(ofAllArenas);
    long bytes = 0;
    while (matcher.find()) {
      boolean isFree = matcher.group(1).equals("fast") || matcher.group(1).equals("rest");
      bytes += (isFree ? -1 : 1) * Long.parseLong(matcher.group(2));
    }
    return bytes;
  }
}
