package io.github.tfsaliency.cli.common;

import com.google.common.collect.ImmutableList;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/**
 * Lines that TensorFlow's libraries write to standard error when they are loaded and when a session
 * first runs, even where all is well. They come from parts that do not read {@code
 * TF_CPP_MIN_LOG_LEVEL}, or are called errors and are none: TensorFlow for GPUs registers each
 * library of CUDA twice. So a first run with standard error in a file takes them; what else it
 * writes is written again.
 */
public final class StartUpLines {
  private static final ImmutableList<String> KNOWN =
      ImmutableList.of(
          "All log messages before absl::InitializeLog() is called",
          "MLIR V1 optimization pass is not enabled",
          "Unable to register cuDNN factory: Attempting to register factory for plugin cuDNN when",
          "Unable to register cuFFT factory: Attempting to register factory for plugin cuFFT when",
          "Unable to register cuBLAS factory: Attempting to register factory for plugin cuBLAS"
              + " when",
          "computation placer already registered.");
  private static final ConfigProto ON_PROCESSOR =
      ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();
  private static final int STANDARD_ERROR = 2;
  private static final int FOR_THE_OWNER = 0600;
  private static final AtomicBoolean ARE_KEPT_BACK = new AtomicBoolean();

  private StartUpLines() {}

  /**
   * Keeps them back, once in a process, if its log level is above that of information. To be called
   * while nothing else writes.
   */
  public static void keepBack() {
    String level = System.getenv("TF_CPP_MIN_LOG_LEVEL");
    boolean isWanted = level == null || level.equals("0");
    boolean hasDescriptors = Platform.isLinux() || Platform.isMac();
    if (isWanted || !hasDescriptors || ARE_KEPT_BACK.getAndSet(true)) {
      return;
    }
    try {
      Path file = Files.createTempFile("tf-saliency", ".log");
      try {
        runInto(file);
        writeOthers(Files.readString(file, StandardCharsets.ISO_8859_1));
      } finally {
        Files.delete(file);
      }
    } catch (IOException | LinkageError e) {
      // Two lines too many are no reason to fail, and loading the model reports what fails.
    }
  }

  private static void runInto(Path file) {
    int before = call("dup", STANDARD_ERROR);
    int into = call("creat", file.toString(), FOR_THE_OWNER);
    if (before < 0 || into < 0) {
      return;
    }
    call("dup2", into, STANDARD_ERROR);
    call("close", into);
    try (Graph graph = new Graph();
        // The first session that uses a GPU decides how much of its memory the process takes.
        Session session = new Session(graph, ON_PROCESSOR)) {
      Ops tf = Ops.create(graph);
      session.runner().fetch(tf.constant(0f)).run().close();
    } finally {
      call("dup2", before, STANDARD_ERROR);
      call("close", before);
    }
  }

  private static int call(String function, Object... arguments) {
    return NativeLibrary.getProcess().getFunction(function).invokeInt(arguments);
  }

  @SuppressWarnings("resource") // Standard error stays open.
  private static void writeOthers(String text) throws IOException {
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    for (String line : others(text)) {
      err.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /** The lines that are not known. */
  static List<String> others(String text) {
    return text.lines().filter(line -> KNOWN.stream().noneMatch(line::contains)).toList();
  }
}
