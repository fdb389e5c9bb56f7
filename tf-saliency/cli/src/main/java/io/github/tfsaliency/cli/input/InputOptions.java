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
          "The columns of a table in the order in which the model's only input takes them, such as"
              + " age,income,colour; other columns are left out. INPUT=LIST for one input of"
              + " several; once for each.")
  private List<String> columns = List.of();

  @Option(
      names = "--vocabulary",
      paramLabel = "FILE",
      description =
          "The tokens that a model of ids knows, one a line, for texts: WordPiece where some begin"
              + " with ##, else words; in lower case where all of them are.")
  private @Nullable Path vocabulary;

  @Option(
      names = "--special",
      paramLabel = "KEY=TOKEN",
      description =
          "What the vocabulary calls tokens that are no part of a text, by default"
              + " pad=[PAD],unk=[UNK],cls=[CLS],sep=[SEP]; 'cls=' says that there is none.")
  private @Nullable String special;

  @Option(
      names = "--sample-rate",
      paramLabel = "HZ",
      description =
          "The samples a second that the model takes; sounds of other rates are resampled. By"
              + " default what the model's saliency.json says.")
  private @Nullable String sampleRate;

  @Option(
      names = "--bands",
      paramLabel = "R,G,B",
      description =
          "Which three bands of a picture of more than three are shown as red, green and blue, from"
              + " 1; 1,2,3 by default. The model takes all.")
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
