package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.canonical.AffineInput;
import io.github.tfsaliency.canonical.BatchNormFolding;
import io.github.tfsaliency.canonical.FixedPools;
import io.github.tfsaliency.canonical.GateQuotients;
import io.github.tfsaliency.canonical.GroupedConvolution;
import io.github.tfsaliency.canonical.SampleNorm;
import io.github.tfsaliency.channels.ChannelsLast;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.engine.TensorFloat32;
import io.github.tfsaliency.export.ExplainSession;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.files.ModelFiles;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.graph.savedmodel.ExplainSignature;
import io.github.tfsaliency.graph.savedmodel.FixedInput;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.graph.savedmodel.SavedModelImporter;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.inspect.SignatureDescription;
import io.github.tfsaliency.message.Logs;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.proto.DataType;

/**
 * Chooses what is loaded from a SavedModel: its signature, input, output and more.
 *
 * <p>Immutable: every step returns a new loader. A choice that is not made here comes from the
 * model's {@code assets.extra/saliency.json}, and otherwise from the SavedModel itself.
 *
 * @since 0.1.0
 */
public final class ModelLoader {
  private static final int MOST_TEXTS = 1_000_000;

  private final ModelSelection selection;
  private final Optional<PixelEncoding> encoding;
  private final Optional<PixelEncoding> reencoding;
  private final Optional<ImmutableList<String>> labels;
  private final SessionOptions session;

  private ModelLoader(
      ModelSelection selection,
      Optional<PixelEncoding> encoding,
      Optional<PixelEncoding> reencoding,
      Optional<ImmutableList<String>> labels,
      SessionOptions session) {
    this.selection = selection;
    this.encoding = encoding;
    this.reencoding = reencoding;
    this.labels = labels;
    this.session = session;
  }

  static ModelLoader from(Path directory) {
    requireNonNull(directory, "directory");
    return new ModelLoader(
        ModelSelection.of(directory),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SessionOptions.of());
  }

  /**
   * Chooses the graph inside the SavedModel.
   *
   * @param tags all tags of the graph; {@code serve} by default
   * @return a new loader
   */
  public ModelLoader tags(String... tags) {
    return with(selection.withTags(ImmutableSet.copyOf(tags)));
  }

  /**
   * Chooses the signature.
   *
   * @param name its key; by default {@code serving_default}, or the only signature
   * @return a new loader
   */
  public ModelLoader signature(String name) {
    return with(selection.withSignature(Optional.of(name)));
  }

  /**
   * Chooses the input tensor that gets the map.
   *
   * <p>By default every input of the signature gets a map. For an input of integers (pixels, words)
   * the map is that of the first float tensor computed from it. A tensor inside the graph is fed
   * instead of the signature's inputs, for example decoded pixels instead of JPEG bytes. If other
   * parts of the graph need the signature's inputs too, those are fed.
   *
   * @param name an input of the signature, or any float tensor of the inlined graph
   * @return a new loader
   */
  public ModelLoader input(String name) {
    return with(selection.withInput(Optional.of(name)));
  }

  /**
   * Chooses the tensor that is explained.
   *
   * @param name an output of the signature, or any float tensor of the inlined graph; by default
   *     the only output
   * @return a new loader
   */
  public ModelLoader output(String name) {
    return with(selection.withOutput(Optional.of(name)));
  }

  /**
   * Explains the probability if the output is a softmax or sigmoid. By default the logit before it
   * is explained, because probabilities saturate.
   *
   * @return a new loader
   */
  public ModelLoader probability() {
    return with(selection.withProbability());
  }

  /**
   * Fixes an input to one value for all samples, before branches are chosen. Examples are a
   * training flag or the fraction of units that dropout keeps. A fixed input has no map.
   *
   * @param name an input of the signature, or a placeholder of the graph
   * @param value in the input's type: a number, {@code true} or {@code false}, or any text for an
   *     input of strings; an input with several elements has this value at all of them
   * @return a new loader
   */
  public ModelLoader set(String name, String value) {
    requireNonNull(name, "name");
    return with(selection.withFixed(name, new FixedInput.Text(requireNonNull(value, "value"))));
  }

  /**
   * Fixes a flag, as {@link #set(String, String)}.
   *
   * @param name an input of the signature, or a placeholder of the graph
   * @param value for all samples
   * @return a new loader
   */
  public ModelLoader set(String name, boolean value) {
    return set(name, Boolean.toString(value));
  }

  /**
   * Fixes a number, as {@link #set(String, String)}.
   *
   * @param name an input of the signature, or a placeholder of the graph
   * @param value for all samples
   * @return a new loader
   */
  public ModelLoader set(String name, double value) {
    return set(name, Double.toString(value));
  }

  /**
   * Fixes an array, as {@link #set(String, String)}.
   *
   * @param name an input of the signature, or a placeholder of the graph
   * @param values finite numbers of the input's shape; with a batch dimension of 1 or without one
   *     they are the same for all samples
   * @return a new loader
   * @throws IllegalArgumentException if a value is not finite
   */
  public ModelLoader set(String name, FloatNdArray values) {
    requireNonNull(name, "name");
    return with(selection.withFixed(name, FixedInput.Numbers.of(values)));
  }

  /**
   * Feeds an input of strings by indices of a list of texts. Such an input is, for example, a
   * category or a sentence that the model looks up itself. The text at index i is then fed as i.
   * {@link Model#texts} returns the list. The map is that of the first float tensor thereafter.
   *
   * @param name an input of the signature that takes strings
   * @param texts all texts that the input may have, from 1 to 1,000,000
   * @return a new loader
   * @throws IllegalArgumentException if there is no text, or there are too many
   */
  public ModelLoader texts(String name, List<String> texts) {
    requireNonNull(name, "name");
    ImmutableList<String> copy = ImmutableList.copyOf(texts);
    checkArgument(
        !copy.isEmpty() && copy.size() <= MOST_TEXTS,
        "The input '%s' is given %s texts, but must have 1 to %s.",
        name,
        copy.size(),
        MOST_TEXTS);
    return with(selection.withTexts(name, copy));
  }

  /**
   * Sets how the model encodes pixels, so that pictures can be explained.
   *
   * @param encoding from {@code 0..255} to the model's own units; by default the one in the model's
   *     {@code saliency.json}
   * @return a new loader
   */
  public ModelLoader encoding(PixelEncoding encoding) {
    return new ModelLoader(selection, Optional.of(encoding), reencoding, labels, session);
  }

  /**
   * Names the classes.
   *
   * @param names in the order of the output, without line breaks; by default the labels in the
   *     model's {@code saliency.json}
   * @return a new loader
   * @throws IllegalArgumentException if a name has a line break
   */
  public ModelLoader labels(List<String> names) {
    for (String name : names) {
      checkArgument(
          name.indexOf('\n') < 0,
          "The label '%s' has a line break, but a label is one line.",
          name);
    }
    return new ModelLoader(
        selection, encoding, reencoding, Optional.of(ImmutableList.copyOf(names)), session);
  }

  /**
   * Wraps the model in an affine op so that it takes pictures in another encoding. The outputs for
   * a picture stay the same, apart from rounding. So every difference between the maps comes from
   * the method.
   *
   * @param encoding the encoding that the wrapped model takes, in the model's own channel order
   * @return a new loader
   */
  public ModelLoader reencodedAs(PixelEncoding encoding) {
    return new ModelLoader(selection, this.encoding, Optional.of(encoding), labels, session);
  }

  /**
   * Allows links in the SavedModel's folder to lead into one more folder. By default a link must
   * end inside the SavedModel's folder. Other files are not read and not exported.
   *
   * <p>This is for folders of links, such as a hub's cache. Choose a folder without secrets: its
   * files can become labels in messages and are exported.
   *
   * @param root an existing folder; call this method again to allow another one
   * @return a new loader
   * @throws IllegalArgumentException if there is no such folder
   */
  public ModelLoader linksWithin(Path root) {
    return with(selection.withFolder(selection.folder().withLinksWithin(root)));
  }

  /**
   * Chooses threads, GPUs, the amount of GPU memory, and the precision of products.
   *
   * @param options {@link SessionOptions#of()} by default
   * @return a new loader
   */
  public ModelLoader session(SessionOptions options) {
    return new ModelLoader(
        selection, encoding, reencoding, labels, requireNonNull(options, "options"));
  }

  /**
   * The files that belong to the SavedModel: the files in its folder and in the subfolders {@code
   * variables}, {@code assets} and {@code assets.extra}, including linked ones.
   *
   * @return the real paths of regular files, by their names in the SavedModel's folder, with
   *     slashes
   * @throws io.github.tfsaliency.attribution.SaliencyException if there is no such folder, a link
   *     leads to a forbidden place, or an entry is not a regular file
   */
  public ImmutableSortedMap<String, Path> files() {
    return ModelFiles.of(selection.folder());
  }

  /**
   * Reads the SavedModel's signatures, without loading the model.
   *
   * @return the signatures, sorted by name
   * @throws io.github.tfsaliency.attribution.SaliencyException if the SavedModel is missing, broken
   *     or unsafe
   */
  public ImmutableList<SignatureDescription> signatures() {
    return Descriptions.signatures(SavedModelImporter.signatures(selection));
  }

  /**
   * Reads which inputs of the chosen signature take strings, without loading the model.
   *
   * @return the inputs that {@link #texts} applies to, without inputs that are set; empty if the
   *     signature is not chosen yet
   * @throws io.github.tfsaliency.attribution.SaliencyException if the SavedModel is missing, broken
   *     or unsafe
   */
  public ImmutableSet<String> textInputs() {
    return Descriptions.textInputs(
        signatures(),
        selection.signature().or(() -> ModelCard.read(selection.folder()).signature()),
        selection.fixed().keySet());
  }

  /**
   * Loads the model: reads, checks, inlines, prunes, restores the weights.
   *
   * @return the model, to be closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the SavedModel is missing,
   *     broken, unsafe, not supported, or a choice is ambiguous
   */
  public Model load() {
    Stopwatch time = Stopwatch.createStarted();
    ModelSelection pinned = selection.withFolder(selection.folder().pin());
    ModelCard card = ModelCard.read(pinned.folder());
    ModelSelection chosen =
        pinned
            .withSignature(selection.signature().or(card::signature))
            .withInput(selection.input().or(card::input))
            .withOutput(selection.output().or(card::output));
    InferenceGraph read = SavedModelImporter.read(chosen);
    InferenceGraph imported =
        ChannelsLast.of(GateQuotients.write(SampleNorm.write(FixedPools.write(read))));
    Optional<PixelEncoding> own = encoding.or(card::encoding).or(() -> encodingOfBytes(imported));
    Optional<PixelEncoding> taken = reencoding.or(() -> own);
    InferenceGraph graph = reencoding.map(other -> wrap(imported, own, other)).orElse(imported);
    // Folded first: afterwards a grouped convolution is no longer one linear layer.
    InferenceGraph folded = GroupedConvolution.split(BatchNormFolding.fold(graph));
    ImmutableList<String> classes = labels.orElse(card.labels());
    TensorFloat32.allow(session.allowsTensorFloat32());
    ModelOrigin origin =
        new ModelOrigin(chosen, encoding, labels, reencoding, session, card.sampleRate(), false);
    Model model =
        new Model(
            folded,
            GradientEngine.open(folded, session.config()),
            taken,
            classes,
            origin,
            new OnDemand<>(
                selection.directory(), () -> explanation(pinned, card), Explanation::close),
            new OnDemand<>(
                selection.directory(),
                () -> Optional.of(unmerged(graph, taken, classes, origin)),
                Model::close));
    Logs.MODEL.tell(
        "Loaded the model '%s' in %s ms: signature '%s', inputs %s, output '%s', of which '%s' is"
            + " explained, %s nodes.",
        model.directory(),
        time.elapsed().toMillis(),
        model.signature(),
        model.inputNames(),
        model.outputName(),
        model.explainedTensor(),
        folded.nodes().size());
    return model;
  }

  /**
   * The same model with each layer separate from the BatchNorm after it, and with separate weights.
   */
  private static Model unmerged(
      InferenceGraph graph,
      Optional<PixelEncoding> encoding,
      ImmutableList<String> labels,
      ModelOrigin origin) {
    InferenceGraph split = GroupedConvolution.split(graph);
    Logs.MODEL.tell(
        "Loads the model '%s' again, without merged layers, for their separate values.",
        graph.directory());
    return new Model(
        split,
        GradientEngine.open(split, origin.session().config()),
        encoding,
        labels,
        origin,
        OnDemand.none(graph.directory()),
        OnDemand.none(graph.directory()));
  }

  /** Equal for loaders of the same model: the same folder, by any path, and the same choices. */
  Object key() {
    Path real = selection.folder().real();
    return ImmutableList.of(
        selection.folder().roots(),
        selection.withFolder(ModelFolder.of(real)),
        encoding,
        reencoding,
        labels,
        session);
  }

  private Optional<Explanation> explanation(ModelSelection pinned, ModelCard card) {
    Optional<ExplainSession> found = ExplainSession.in(pinned, session.config());
    // Whatever the explanation reads, TensorFlow opens it by its name.
    found.ifPresent(opened -> ModelFiles.of(pinned.folder()));
    return found.map(
        opened ->
            new Explanation(
                opened,
                card.explanation().orElse(ExplainSignature.KEY),
                labels.orElse(card.labels()),
                Explanation.DEFAULT_SEED));
  }

  private InferenceGraph wrap(
      InferenceGraph graph, Optional<PixelEncoding> own, PixelEncoding wanted) {
    if (own.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' has no known pixel encoding.\n"
                  + "Maybe set it with Model.from(path).encoding(...), or in"
                  + " assets.extra/saliency.json.",
              selection.directory()));
    }
    PixelEncoding from = own.get();
    checkArgument(
        from.channels() == wanted.channels(),
        "The model takes its channels as %s, so it cannot be reencoded as %s.",
        from.channels(),
        wanted.channels());
    // pixel = x * wanted.scale + wanted.offset; model input = (pixel - own.offset) / own.scale
    int channels = from.offset().length();
    float[] scale = new float[channels];
    float[] offset = new float[channels];
    for (int i = 0; i < channels; i++) {
      scale[i] = (float) (wanted.scale().get(i) / from.scale().get(i));
      offset[i] = (float) ((wanted.offset().get(i) - from.offset().get(i)) / from.scale().get(i));
    }
    return AffineInput.wrap(graph, scale, offset);
  }

  /** An input of bytes takes pixels unchanged. */
  private static Optional<PixelEncoding> encodingOfBytes(InferenceGraph graph) {
    boolean bytes = graph.inputs().size() == 1 && graph.inputs().get(0).type() == DataType.DT_UINT8;
    return bytes ? Optional.of(PixelEncoding.raw()) : Optional.empty();
  }

  private ModelLoader with(ModelSelection newSelection) {
    return new ModelLoader(newSelection, encoding, reencoding, labels, session);
  }
}
