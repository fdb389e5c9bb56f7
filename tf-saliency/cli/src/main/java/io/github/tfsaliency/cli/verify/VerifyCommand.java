package io.github.tfsaliency.cli.verify;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.InputFiles;
import io.github.tfsaliency.cli.common.LinkOptions;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.StartUpLines;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.file.RegularFile;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.ExplanationRecord;
import io.github.tfsaliency.record.ModelSums;
import io.github.tfsaliency.record.RecordJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes again what a record says, and compares. */
@Command(
    name = "verify",
    description = {
      "Computes the maps of a record.json again, and shows whether they agree and with what error.",
      "Each difference is one line that begins with the differing part: model, weights, input,"
          + " target, label, score, probability, gap, method or map. Files are identified by their"
          + " SHA-256, not by names and locations. Files that a method or a target needs, and the"
          + " old map, are searched in the record's own folder and among the files of --file. No"
          + " path in the record is opened.",
      "A map agrees if no value differs by more than 1e-4 of the old map's largest value. If the"
          + " old map is not found, the maps must have the same bits. See docs/record.md."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all that was compared agrees",
      "1:something differs, or could not be computed again",
      "2:the record cannot be read, or the command line is wrong"
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final int DIFFERS = 1;
  private static final long MOST_BYTES = 1L << 27;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RECORD", description = "The file record.json that explain has written.")
  private Path record;

  @Option(
      names = {"-M", "--model"},
      required = true,
      paramLabel = "DIR",
      description = "The SavedModel's folder.")
  private Path model;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description =
          "The explained files, under any name. Entries with their SHA-256 are computed again. For"
              + " a model with several inputs NAME=FILE,NAME=FILE. Without this option only the"
              + " model is compared, with all entries.  "
              + InputFiles.HELP)
  private List<String> inputs = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "A file that is not in the record's folder: a baseline, a vector, a mask, a file of"
              + " labels, an array of --set, or the old map. Repeat the option for several files.")
  private List<Path> named = List.of();

  @Mixin private final LinkOptions links = new LinkOptions();

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Mixin private final MemoryOption memory = new MemoryOption();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  @Override
  public Integer call() {
    var unused = talk.checked();
    ImmutableList<ExplanationRecord> entries = usable(this::readRecord);
    ImmutableList<GivenInput> given =
        usable(
            () ->
                InputFiles.all(inputs).stream()
                    .map(GivenInput::read)
                    .collect(ImmutableList.toImmutableList()));
    KnownFiles files = usable(() -> KnownFiles.in(folder(), named));
    StartUpLines.keepBack();
    ModelLoader loader = usable(() -> links.allowedFor(Model.from(existingModel())));
    Verdict verdict = new Verdict(entries.size());
    Optional<ModelComparison> comparison = comparison(loader, verdict);
    ImmutableMap<Integer, GivenInput> matched = matched(entries, given, verdict);
    try (RecordedModels models = new RecordedModels(loader, files);
        Progress progress = talk.progress("verify", entries.size())) {
      EntryCheck check = new EntryCheck(models, files, this::bounded);
      for (int i = 0; i < entries.size(); i++) {
        progress.step("entry " + (i + 1));
        GivenInput input = matched.get(i);
        if (!matched.isEmpty() && input == null) {
          continue;
        }
        ExplanationRecord entry = entries.get(i);
        Findings findings = new Findings();
        comparison.ifPresent(compared -> compared.compare(entry.model(), findings));
        if (input != null) {
          check.check(entry, input.text(), input.matching(entry.input()).orElseThrow(), findings);
        }
        verdict.add(i, findings);
      }
    }
    return tell(verdict);
  }

  /** What cannot be used is a wrong command line, whatever is wrong with it. */
  private <T> T usable(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw new ParameterException(spec.commandLine(), Failures.sentence(e), e);
    }
  }

  private ImmutableList<ExplanationRecord> readRecord() {
    RegularFile.require(record);
    String text;
    try {
      if (Files.size(record) > MOST_BYTES) {
        throw new SaliencyException(
            Message.of("The record '%s' is larger than %s bytes.", record, MOST_BYTES));
      }
      text = Files.readString(record);
    } catch (CharacterCodingException e) {
      throw new SaliencyException(Message.of("The record '%s' is not text in UTF-8.", record), e);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The record '%s' cannot be read: %s.", record, Message.reason(e)), e);
    }
    ImmutableList<ExplanationRecord> entries = RecordJson.listFromJson(text);
    if (entries.isEmpty()) {
      throw new SaliencyException(Message.of("The record '%s' has no entries.", record));
    }
    return entries;
  }

  private Path folder() {
    Path above = record.toAbsolutePath().getParent();
    return above == null ? record.toAbsolutePath() : above;
  }

  private Path existingModel() {
    if (!Files.isDirectory(model)) {
      throw new SaliencyException(Message.of("There is no folder '%s'.", model));
    }
    return model;
  }

  private Saliency bounded(Saliency saliency) {
    OptionalLong bytes = memory.bytes();
    Saliency bound = timeout.bound(saliency);
    return bytes.isPresent() ? bound.memory(bytes.getAsLong()) : bound;
  }

  private static Optional<ModelComparison> comparison(ModelLoader loader, Verdict verdict) {
    try {
      return Optional.of(new ModelComparison(ModelSums.of(loader.files())));
    } catch (SaliencyException e) {
      verdict.addOfAll(Subject.MODEL, Failures.sentence(e));
      return Optional.empty();
    }
  }

  /** The input of each entry that has its sum; those that no entry has differ. */
  private static ImmutableMap<Integer, GivenInput> matched(
      List<ExplanationRecord> entries, List<GivenInput> given, Verdict verdict) {
    Map<Integer, GivenInput> matched = new LinkedHashMap<>();
    for (GivenInput input : given) {
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < entries.size(); i++) {
        if (input.matching(entries.get(i).input()).isPresent()) {
          found.add(i);
        }
      }
      found.forEach(i -> matched.put(i, input));
      if (found.isEmpty()) {
        verdict.addOfAll(
            Subject.INPUT,
            Message.of(
                "'%s' has the SHA-256 %s, which no entry of the record has",
                input.text(), Message.names(input.sums().values())));
      }
    }
    return ImmutableMap.copyOf(matched);
  }

  private int tell(Verdict verdict) {
    verdict.differences().forEach(line -> spec.commandLine().getOut().println(line));
    verdict.notes().forEach(line -> talk.out().println(line));
    verdict.agreements().forEach(line -> talk.out().println(line));
    return verdict.isAgreed() ? ExitCode.OK : DIFFERS;
  }
}
