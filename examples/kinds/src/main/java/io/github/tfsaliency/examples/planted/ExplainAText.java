package io.github.tfsaliency.examples.planted;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.method.path.IntegratedGradients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Which words make a review good? The adjective, and whether "not" stands before it. */
public final class ExplainAText {
  private static final int LENGTH = 16;

  private ExplainAText() {}

  /**
   * Explains a text.
   *
   * @param arguments the SavedModel's folder, its vocabulary, the tokens with blanks between, the
   *     SVG to write
   * @throws IOException if the vocabulary cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    explain(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], Path.of(arguments[3]));
  }

  static Attribution explain(Path savedModel, Path vocabulary, String text, Path svg)
      throws IOException {
    List<String> words = Files.readAllLines(vocabulary);
    ImmutableList<String> tokens = padded(text);
    FloatNdArray ids = NdArrays.ofFloats(Shape.of(LENGTH));
    FloatNdArray mask = NdArrays.ofFloats(Shape.of(LENGTH));
    for (int i = 0; i < LENGTH; i++) {
      ids.setFloat(words.indexOf(tokens.get(i)), i);
      mask.setFloat(tokens.get(i).equals("[PAD]") ? 0 : 1, i);
    }
    // tag::text[]
    try (Model model = Model.load(savedModel)) {
      ImmutableMap<String, Attribution> maps =
          Saliency.of(model)
              .method(IntegratedGradients.of())
              .target(Target.top())
              .sumEmbedding() // one number a token, not one for each number of its vector
              .compute(ImmutableMap.of("input_ids", ids, "attention_mask", mask));
      Attribution map = requireNonNull(maps.get("input_ids"));
      Display.of(map, new InputView.Text(tokens, special(tokens))).writeSvg(svg);
      // end::text[]
      return map;
    }
  }

  private static ImmutableList<String> padded(String text) {
    return Stream.of(
            Stream.of("[CLS]"),
            Splitter.on(' ').splitToStream(text),
            Stream.of("[SEP]"),
            Stream.generate(() -> "[PAD]"))
        .flatMap(part -> part)
        .limit(LENGTH)
        .collect(toImmutableList());
  }

  private static ImmutableList<Boolean> special(List<String> tokens) {
    return tokens.stream().map(token -> token.startsWith("[")).collect(toImmutableList());
  }
}
