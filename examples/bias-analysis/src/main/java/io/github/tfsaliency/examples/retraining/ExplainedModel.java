package io.github.tfsaliency.examples.retraining;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.examples.training.Classifier;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A classifier that was trained here, loaded as any SavedModel is. */
record ExplainedModel(Model model, Path folder) implements AutoCloseable {
  /** Saves it in a temporary folder. */
  static ExplainedModel of(Classifier classifier) {
    Path folder = temporary();
    try {
      classifier.save(folder);
      return new ExplainedModel(Model.load(folder), folder);
    } catch (RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("tf-saliency-classifier");
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("There is no place for a temporary folder: %s.", e), e);
    }
  }

  private static void delete(Path folder) {
    try {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The temporary folder '%s' cannot be deleted: %s.", folder, e), e);
    }
  }

  /** Closes the model and deletes its folder. */
  @Override
  public void close() {
    model.close();
    delete(folder);
  }
}
