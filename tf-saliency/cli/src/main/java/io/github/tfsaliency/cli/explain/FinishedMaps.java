package io.github.tfsaliency.cli.explain;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.common.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps that are finished while others are computed. They come to their place soon, so that a run
 * that is killed loses little and can go on: first the files, then the records and the summary that
 * list them. These never list a file that is another map by now.
 */
final class FinishedMaps {
  /** The summary lists all maps of the folder, so it is not written for each of many fast ones. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** The summary takes a twentieth of the time at most, however long it is. */
  private static final int PAUSES = 20;

  /** In the order in which they come. */
  private static final ImmutableList<String> LISTS =
      ImmutableList.of(Summary.RECORDS, Summary.NAME);

  private final OutputFolder folder;
  private final Summary summary;
  private final List<String> waiting = new ArrayList<>();
  private Duration pause = PAUSE;
  private @Nullable Stopwatch sinceLast;

  FinishedMaps(OutputFolder folder, Summary summary) {
    this.folder = folder;
    this.summary = summary;
  }

  /** A map whose files are written, and which the summary lists. */
  void add(Summary.Entry map) {
    waiting.addAll(map.files());
  }

  /**
   * Brings them to their place, unless that was done just now.
   *
   * @throws IOException if the lists cannot be written
   */
  void publishSome() throws IOException {
    if (waiting.isEmpty() || (sinceLast != null && sinceLast.elapsed().compareTo(pause) < 0)) {
      return;
    }
    Stopwatch watch = Stopwatch.createStarted();
    withdrawOthers();
    folder.addFinished(waiting);
    waiting.clear();
    write(summary.documents());
    folder.addFinished(LISTS);
    Duration longer = watch.elapsed().multipliedBy(PAUSES);
    pause = longer.compareTo(PAUSE) > 0 ? longer : PAUSE;
    sinceLast = Stopwatch.createStarted();
  }

  /**
   * Brings all that is left to its place, and the lists, whatever they list.
   *
   * @throws IOException if the lists cannot be written
   */
  void publishAll() throws IOException {
    withdrawOthers();
    write(summary.documents());
    folder.add(LISTS);
  }

  private void withdrawOthers() throws IOException {
    if (summary.listsOthers(waiting)) {
      write(summary.documentsWithout(waiting));
      folder.addFinished(LISTS);
    }
  }

  private void write(Summary.Documents documents) throws IOException {
    Files.writeString(folder.file(Summary.RECORDS), documents.records() + "\n");
    Files.writeString(folder.file(Summary.NAME), documents.summary() + "\n");
  }
}
