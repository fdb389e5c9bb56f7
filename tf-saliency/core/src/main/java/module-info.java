/** Saliency maps for TensorFlow SavedModels. */
@SuppressWarnings("module") // The command line is compiled after the library.
module io.github.tfsaliency {
  requires transitive com.google.common;
  requires transitive java.desktop;
  requires transitive org.tensorflow.ndarray;
  requires transitive tensorflow;
  requires static transitive com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  requires static com.twelvemonkeys.imageio.jpeg;
  requires static com.twelvemonkeys.imageio.metadata;
  requires static com.twelvemonkeys.imageio.webp;
  requires aircompressor;
  requires liblinear;
  requires com.google.gson;
  requires jdk.management;
  requires jdk.unsupported;
  requires com.google.protobuf;
  requires com.sun.jna;
  requires org.bytedeco.javacpp;

  // For everyone.
  exports io.github.tfsaliency;
  exports io.github.tfsaliency.attribution;
  exports io.github.tfsaliency.concept;
  exports io.github.tfsaliency.image;
  exports io.github.tfsaliency.inspect;
  exports io.github.tfsaliency.method;
  exports io.github.tfsaliency.method.attention;
  exports io.github.tfsaliency.method.hiding;
  exports io.github.tfsaliency.method.path;
  exports io.github.tfsaliency.metric;
  exports io.github.tfsaliency.record;
  exports io.github.tfsaliency.segment;
  exports io.github.tfsaliency.spec;

  // For those who write rules and methods of their own.
  exports io.github.tfsaliency.explain;
  exports io.github.tfsaliency.gradient;
  exports io.github.tfsaliency.layer;
  exports io.github.tfsaliency.rule;
  exports io.github.tfsaliency.sampling;

  // Names of a model are shown by the command line as they are in messages.
  exports io.github.tfsaliency.message to
      io.github.tfsaliency.cli,
      io.github.tfsaliency.display,
      io.github.tfsaliency.bias,
      io.github.tfsaliency.server;

  // For the command line and the server.
  exports io.github.tfsaliency.deadline to
      io.github.tfsaliency.server;
  exports io.github.tfsaliency.file to
      io.github.tfsaliency.cli,
      io.github.tfsaliency.display,
      io.github.tfsaliency.bias,
      io.github.tfsaliency.server;
  exports io.github.tfsaliency.output to
      io.github.tfsaliency.cli,
      io.github.tfsaliency.bias,
      io.github.tfsaliency.server;
  exports io.github.tfsaliency.statistic to
      io.github.tfsaliency.cli;

  uses io.github.tfsaliency.spec.MethodProvider;
}
