/** Saliency maps for TensorFlow SavedModels. */
module io.github.tfsaliency {
  requires transitive com.google.common;
  requires transitive org.tensorflow.ndarray;
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;
  requires org.apache.commons.text;

  exports io.github.tfsaliency.attribution;
}
