package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.engine.SessionDevices;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.opgradient.GraphOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.MergeV2Checkpoints;

/**
 * A checkpoint that holds what a model's holds, and more: the files are copied as they are and
 * listed by a common index, so that nothing passes through memory.
 */
final class CheckpointFiles {
  /** The subfolder's, and that of the checkpoint in there. */
  static final String NAME = "variables";

  private static final String INDEX = NAME + "/" + NAME + ".index";
  private static final Pattern FILE = Pattern.compile(NAME + "/" + NAME + "[.][^/]*");

  private CheckpointFiles() {}

  /**
   * Copies a model's checkpoint.
   *
   * @param files of the model, by their names in its folder
   * @param target the new model's folder
   * @param derived writes the further variables at a prefix; empty if there are none
   */
  static void write(
      ImmutableSortedMap<String, Path> files, Path target, Optional<Consumer<Path>> derived)
      throws IOException {
    Path folder = Files.createDirectory(target.resolve(NAME));
    boolean any = files.containsKey(INDEX);
    if (derived.isEmpty()) {
      if (any) {
        copy(files, folder);
      }
      return;
    }
    Path parts = Files.createDirectory(target.resolve(NAME + ".parts"));
    ImmutableList.Builder<String> prefixes = ImmutableList.builder();
    if (any) {
      Path own = Files.createDirectory(parts.resolve("own"));
      copy(files, own);
      prefixes.add(own.resolve(NAME).toString());
    }
    Path more = Files.createDirectory(parts.resolve("derived")).resolve(NAME);
    derived.get().accept(more);
    prefixes.add(more.toString());
    merge(prefixes.build(), folder.resolve(NAME));
    MoreFiles.deleteRecursively(parts, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  private static void copy(ImmutableSortedMap<String, Path> files, Path to) throws IOException {
    for (Map.Entry<String, Path> file : files.entrySet()) {
      if (FILE.matcher(file.getKey()).matches()) {
        FileCopy.write(file.getValue(), to.resolve(file.getKey().substring(NAME.length() + 1)));
      }
    }
  }

  private static void merge(List<String> prefixes, Path merged) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionDevices.PROCESSOR)) {
      Ops tf = GraphOps.of(graph);
      session
          .runner()
          .addTarget(
              tf.train.mergeV2Checkpoints(
                  tf.array(prefixes.toArray(String[]::new)),
                  tf.constant(merged.toString()),
                  MergeV2Checkpoints.deleteOldDirs(false)))
          .run()
          .close();
    } catch (TensorFlowException e) {
      throw new SaliencyException(
          Message.of("The checkpoint '%s' cannot be written: %s", merged, Message.reason(e)), e);
    }
  }
}
