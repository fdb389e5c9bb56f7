package io.github.tfsaliency.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The staging folders that this process is writing. What is left of them when it is asked to end
 * (SIGTERM, SIGINT, {@code System.exit}) is removed; there is a shutdown hook only while there is a
 * folder.
 */
final class LiveFolders {
  private static final Map<Path, Runnable> LIVE = new HashMap<>();
  private static @Nullable Thread hook;

  /** The hook removes what was there when it began; nothing that comes later would be removed. */
  private static boolean isEnding;

  private LiveFolders() {}

  /** A folder, and what removes it while another thread may be writing into it. */
  static synchronized void add(Path staging, Runnable abandon) throws IOException {
    if (isEnding) {
      throw new IOException("the process is ending");
    }
    if (hook == null) {
      Thread cleaner = new Thread(LiveFolders::abandonAll, "tf-saliency staging");
      try {
        Runtime.getRuntime().addShutdownHook(cleaner);
      } catch (IllegalStateException e) {
        throw new IOException("the process is ending", e);
      }
      hook = cleaner;
    }
    LIVE.put(staging, abandon);
  }

  static synchronized boolean contains(Path staging) {
    return LIVE.containsKey(staging);
  }

  static synchronized void remove(Path staging) {
    LIVE.remove(staging);
    if (LIVE.isEmpty() && hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
        hook = null;
      } catch (IllegalStateException e) {
        // The hook is running, and leaves nothing to be removed from.
      }
    }
  }

  private static synchronized List<Runnable> last() {
    isEnding = true;
    return List.copyOf(LIVE.values());
  }

  private static void abandonAll() {
    last().forEach(Runnable::run);
  }
}
