package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.output.StagedFolder;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The folder that a command leaves its results in; closing it unpublished leaves no trace. */
public final class OutputFolder implements AutoCloseable {
  private final Path target;
  private final StagedFolder staged;

  private OutputFolder(Path target, StagedFolder staged) {
    this.target = target;
    this.staged = staged;
  }

  /**
   * Prepares a folder.
   *
   * @param target where the results go; it may exist already
   * @return the folder, to be closed
   * @throws IllegalArgumentException if there is a file of that name
   * @throws SaliencyException if it cannot be written
   */
  public static OutputFolder at(Path target) {
    try {
      return new OutputFolder(target, StagedFolder.at(target, Set.of()));
    } catch (NotDirectoryException e) {
      throw new IllegalArgumentException(
          String.format("The output folder '%s' is not a folder.", target), e);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /**
   * Where a file of the results is to be written.
   *
   * @param name the name it will have
   * @return a path that is not yet visible
   */
  public Path file(String name) {
    return staged.path().resolve(name);
  }

  /**
   * Makes all results visible in one step, as {@link StagedFolder} says. Files of other names that
   * were in the folder stay.
   *
   * @param last the file that comes last where they cannot all come at once
   * @throws SaliencyException if they cannot be written
   */
  public void publish(String last) {
    try {
      staged.publish(last);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /**
   * Makes the results visible one by one, each of them whole, beside those of earlier runs.
   *
   * @param last the files that come last, in this order, as they tell of the others
   * @throws SaliencyException if they cannot be written
   */
  public void add(List<String> last) {
    try {
      staged.add(last);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Makes results visible that are finished, each of them whole, in the order given. */
  public void addFinished(List<String> names) {
    try {
      staged.addFinished(names);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Removes what was not published. */
  @Override
  public void close() {
    try {
      staged.close();
    } catch (IOException e) {
      throw failure(staged.path(), e);
    }
  }

  /**
   * What a command throws where a file of its results cannot be written.
   *
   * @param folder the folder of the results
   * @param e why
   * @return the exception, to be thrown
   */
  public static SaliencyException unwritable(Path folder, IOException e) {
    return new SaliencyException(
        Message.of("The output folder '%s' cannot be written: %s.", folder, e), e);
  }

  private static SaliencyException failure(Path folder, IOException e) {
    return new SaliencyException(
        Message.of(
            "The output folder '%s' cannot be written: %s.\nMaybe choose another with --out.",
            folder, e),
        e);
  }
}
