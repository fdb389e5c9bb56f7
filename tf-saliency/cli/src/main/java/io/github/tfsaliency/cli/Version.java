package io.github.tfsaliency.cli;

import org.tensorflow.TensorFlow;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = TfSaliency.class.getPackage().getImplementationVersion();
    return new String[] {
      "tf-saliency " + (version == null ? "(not packaged)" : version),
      "TensorFlow " + TensorFlow.version(),
      "Java " + System.getProperty("java.version")
    };
  }
}
