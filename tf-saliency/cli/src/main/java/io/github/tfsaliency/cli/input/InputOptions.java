package io.github.tfsaliency.cli.input;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How tables, texts, sounds and pictures of many bands are read. */
public final class InputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--columns",
      paramLabel = "LIST",
      description =
          "The columns of a table, in the order of the model's only input, such as"
              + " age,income,colour; other columns are left out. With several inputs INPUT=LIST,"
              + " and the option is repeated.")
  private List<String> columns = List.of();

  @Option(
      names = "--vocabulary",
      paramLabel = "FILE",
      description =
          "The tokens of a model of ids, one per line, for texts. They are WordPiece if some begin"
              + " with ##, otherwise words. Texts become lower case if all tokens are.")
  private @Nullable Path vocabulary;

  @Option(
      names = "--special",
      paramLabel = "KEY=TOKEN",
      description =
          "The vocabulary's special tokens, by default pad=[PAD],unk=[UNK],cls=[CLS],sep=[SEP];"
              + " 'cls=' means that there is none.")
  private @Nullable String special;

  @Option(
      names = "--sample-rate",
      paramLabel = "HZ",
      description =
          "The sample rate that the model expects, in samples per second; sounds with other rates"
              + " are resampled. By default the rate in the model's saliency.json.")
  private @Nullable String sampleRate;

  @Option(
      names = "--bands",
      paramLabel = "R,G,B",
      description =
          "The three bands that are shown as red, green and blue, counted from 1, for a picture"
              + " with more than three bands; 1,2,3 by default. The model gets all bands.")
  private @Nullable String bands;

  /**
   * What was said.
   *
   * @param tables from {@code --encoding}
   * @param scales from {@code --encoding}
   * @return how files are read
   * @throws ParameterException if an option cannot be used
   */
  public Reading reading(ColumnTables tables, Optional<BandScales> scales) {
    return new Reading(
        checked(
            "--columns",
            () -> {
              columns.forEach(text -> ColumnLists.parse(List.of(text), ImmutableSet.of()));
              return ImmutableList.copyOf(columns);
            }),
        tables,
        Optional.ofNullable(vocabulary),
        special == null
            ? SpecialTokens.BERT
            : checked("--special", () -> SpecialTokens.parse(String.valueOf(special))),
        sampleRate == null
            ? OptionalInt.empty()
            : checked(
                "--sample-rate", () -> OptionalInt.of(Reading.rate(String.valueOf(sampleRate)))),
        scales,
        bands == null
            ? ImmutableList.of()
            : checked("--bands", () -> Reading.bands(String.valueOf(bands))));
  }

  private <T> T checked(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '" + option + "': " + String.valueOf(e.getMessage()),
          e);
    }
  }
}
