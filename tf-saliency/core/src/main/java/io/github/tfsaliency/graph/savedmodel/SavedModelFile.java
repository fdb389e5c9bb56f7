package io.github.tfsaliency.graph.savedmodel;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.TensorFlowNatives;
import io.github.tfsaliency.graph.check.AllowedOps;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.message.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** Reads {@code saved_model.pb} and nothing else. */
public final class SavedModelFile {
  /** As many as protocol buffers count. */
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  private static final int MOST_SHOWN = 5;
  private static final String NAME = "saved_model.pb";
  private static final String ASSETS = "assets";

  private SavedModelFile() {}

  /**
   * The graph with the given tags. What can run of it is not yet compared with the list of allowed
   * operations.
   *
   * @param folder the SavedModel's folder
   * @param tags all of the graph's tags; {@code serve} stands for those of the only graph too
   * @return the graph
   * @throws UnsupportedModelException if the folder, the file or the tags do not exist, or the file
   *     is broken, or names files outside of the folder
   */
  public static MetaGraphDef read(ModelFolder folder, ImmutableSet<String> tags) {
    TensorFlowNatives.require();
    Path directory = folder.directory();
    Path real =
        folder
            .findContent(NAME)
            .orElseThrow(
                () ->
                    new UnsupportedModelException(
                        Message.of(
                            "The folder '%s' has no file 'saved_model.pb', so it is not a"
                                + " SavedModel.\n"
                                + "Maybe export the model with model.export(path) of Keras 3 or"
                                + " tf.saved_model.save.",
                            directory)));
    MetaGraphDef graph = withTags(parse(real, directory.resolve(NAME)), tags, directory);
    AllowedOps.requireDistinctNames(graph.getGraphDef(), directory);
    graph.getAssetFileDefList().forEach(asset -> requireInside(asset.getFilename(), folder));
    return graph;
  }

  /** TensorFlow reads an asset by the name that the file says, wherever that leads. */
  private static void requireInside(String asset, ModelFolder folder) {
    boolean inside;
    try {
      inside = folder.name(ASSETS, asset).filter(name -> name.startsWith(ASSETS + "/")).isPresent();
    } catch (IllegalArgumentException e) {
      inside = false;
    }
    if (!inside) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' names the asset '%s', which lies outside of its subfolder"
                  + " 'assets'.\n"
                  + "Maybe it was damaged, or made to read other files: do not use it.",
              folder.directory(), asset));
    }
  }

  private static SavedModel parse(Path real, Path file) {
    try {
      requireSmall(real);
      try (InputStream in = new BufferedInputStream(ModelFolder.open(real))) {
        return MessageBudget.bounded(() -> SavedModel.parseFrom(in));
      }
    } catch (IOException | IllegalStateException e) {
      // Protocol buffers lose count of a stream at some lengths that no file has.
      throw new UnsupportedModelException(
          Message.of(
              "The file '%s' cannot be read as a SavedModel: %s.\n"
                  + "Maybe it was truncated while it was copied, or is another kind of file.",
              file, Message.part(CharMatcher.is('.').trimTrailingFrom(Message.reason(e).text()))),
          e);
    }
  }

  /** What would fill the memory is refused before it is built. */
  private static void requireSmall(Path real) throws IOException {
    long size = Files.size(real);
    if (size > MAX_BYTES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it has %,d bytes, and no SavedModel has more than %,d",
              size,
              MAX_BYTES));
    }
    try (InputStream in = ModelFolder.open(real)) {
      new MessageBudget().spend(SavedModel.getDescriptor(), in);
    }
  }

  private static String shown(List<ImmutableSet<String>> graphs) {
    return graphs.size() <= MOST_SHOWN
        ? graphs.toString()
        : graphs.subList(0, MOST_SHOWN) + " and " + (graphs.size() - MOST_SHOWN) + " more";
  }

  private static MetaGraphDef withTags(
      SavedModel model, ImmutableSet<String> tags, Path directory) {
    List<ImmutableSet<String>> known =
        model.getMetaGraphsList().stream()
            .map(graph -> ImmutableSet.copyOf(graph.getMetaInfoDef().getTagsList()))
            .collect(ImmutableList.toImmutableList());
    int index = known.indexOf(tags);
    if (known.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The file '%s' contains no graph, so it is not a SavedModel.\n"
                  + "Maybe it was truncated while it was copied, or is another kind of file.",
              directory.resolve(NAME)));
    }
    if (index < 0 && known.size() == 1 && tags.equals(ModelSelection.SERVE)) {
      return model.getMetaGraphs(0);
    }
    if (index < 0) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' has no graph with the tags %s, only %s.\n"
                  + "Maybe choose one of these with Model.from(path).tags(...).",
              directory, tags, shown(known)));
    }
    return model.getMetaGraphs(index);
  }
}
