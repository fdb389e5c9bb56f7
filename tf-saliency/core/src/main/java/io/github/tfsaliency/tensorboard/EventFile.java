package io.github.tfsaliency.tensorboard;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.engine.SessionDevices;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.opgradient.GraphOps;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.summary.SummaryWriter;
import org.tensorflow.op.summary.WriteImageSummary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * One event file under construction, written by TensorFlow's summary ops in a graph and session of
 * its own. Complete once it is closed.
 */
final class EventFile implements AutoCloseable {
  private static final int MAX_QUEUE = 100;

  /** Nothing is flushed before the file is closed, or the queue is full. */
  private static final int FLUSH_MILLISECONDS = 600_000;

  private final Path folder;
  private final Graph graph;
  private final Session session;
  private final Placeholder<TInt64> step;
  private final Placeholder<TString> tag;
  private final Placeholder<TString> string;
  private final Placeholder<TFloat32> floats;
  private final Placeholder<TUint8> pixels;
  private final Op create;
  private final Op writeGraph;
  private final Op writeImage;
  private final Op writeHistogram;
  private final Op writeScalar;
  private final Op writeText;
  private final Op flush;
  private final Op closeWriter;

  private EventFile(Path folder, String suffix, Graph graph) {
    this.folder = folder;
    this.graph = graph;
    session = new Session(graph, SessionDevices.PROCESSOR);
    Ops tf = GraphOps.of(graph);
    step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    tag = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    string = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    floats = tf.placeholder(TFloat32.class);
    pixels = tf.placeholder(TUint8.class);
    SummaryWriter writer = tf.summary.summaryWriter();
    create =
        tf.summary.createSummaryFileWriter(
            writer,
            tf.constant(folder.toString()),
            tf.constant(MAX_QUEUE),
            tf.constant(FLUSH_MILLISECONDS),
            tf.constant(suffix));
    writeGraph = tf.summary.writeGraphSummary(writer, step, string);
    Operand<TUint8> unusedColour = tf.dtypes.cast(tf.array(255, 0, 0, 255), TUint8.class);
    writeImage =
        tf.summary.writeImageSummary(
            writer, step, tag, pixels, unusedColour, WriteImageSummary.maxImages(1L));
    writeHistogram = tf.summary.writeHistogramSummary(writer, step, tag, floats);
    writeScalar = tf.summary.writeScalarSummary(writer, step, tag, floats);
    writeText = tf.summary.writeSummary(writer, step, string, tag, textMetadata(tf));
    flush = tf.summary.flushSummaryWriter(writer);
    closeWriter = tf.summary.closeSummaryWriter(writer);
  }

  /** Starts a file {@code events.out.tfevents.time.host} plus the suffix in an existing folder. */
  static EventFile create(Path folder, String suffix) {
    Graph graph = new Graph();
    EventFile file;
    try {
      file = new EventFile(folder, suffix, graph);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    try {
      file.run(file.create);
      return file;
    } catch (RuntimeException e) {
      file.release();
      throw e;
    }
  }

  private static Operand<TString> textMetadata(Ops tf) {
    byte[] metadata =
        SummaryMetadata.newBuilder()
            .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName("text"))
            .build()
            .toByteArray();
    try (TString tensor = TString.tensorOfBytes(NdArrays.scalarOfObject(metadata))) {
      return tf.constantOf(tensor);
    }
  }

  void graph(GraphDef definition) {
    try (TString tensor =
        TString.tensorOfBytes(NdArrays.scalarOfObject(definition.toByteArray()))) {
      write(writeGraph, 0, "", string, tensor);
    }
  }

  /** TensorBoard shows the tag with {@code /image} at its end. */
  void image(long atStep, String name, Picture picture) {
    FloatNdArray values = picture.pixels();
    float[] samples = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(samples, false, false));
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) samples[i];
    }
    try (TUint8 tensor =
        TUint8.tensorOf(
            Shape.of(1, picture.height(), picture.width(), 3),
            DataBuffers.of(bytes, true, false))) {
      write(writeImage, atStep, name, pixels, tensor);
    }
  }

  /** The values must be finite. */
  void histogram(long atStep, String name, FloatNdArray values) {
    try (TFloat32 tensor = TFloat32.tensorOf(values.shape(), values::copyTo)) {
      write(writeHistogram, atStep, name, floats, tensor);
    }
  }

  void scalar(long atStep, String name, double value) {
    try (TFloat32 tensor = TFloat32.scalarOf((float) value)) {
      write(writeScalar, atStep, name, floats, tensor);
    }
  }

  /** The text is Markdown. */
  void text(long atStep, String name, String markdown) {
    try (TString tensor = TString.scalarOf(markdown)) {
      write(writeText, atStep, name, string, tensor);
    }
  }

  private void write(Op op, long atStep, String name, Operand<?> operand, Tensor value) {
    try (TInt64 stepTensor = TInt64.scalarOf(atStep);
        TString tagTensor = TString.scalarOf(name)) {
      session
          .runner()
          .feed(step, stepTensor)
          .feed(tag, tagTensor)
          .feed(operand, value)
          .addTarget(op)
          .run()
          .close();
    } catch (TensorFlowException e) {
      throw failure(e);
    }
  }

  private void run(Op op) {
    try {
      session.runner().addTarget(op).run().close();
    } catch (TensorFlowException e) {
      throw failure(e);
    }
  }

  /** The exception that names the folder. */
  static SaliencyException unwritable(Path folder, Exception cause) {
    return new SaliencyException(
        Message.of(
            "TensorBoard's event files cannot be written to the folder '%s': %s\n"
                + "Maybe choose another folder.",
            folder, Message.reason(cause)),
        cause);
  }

  private SaliencyException failure(TensorFlowException e) {
    return unwritable(folder, e);
  }

  /** Completes the file. */
  @Override
  public void close() {
    try {
      run(flush);
      run(closeWriter);
    } finally {
      release();
    }
  }

  /** The session first: closing a graph waits for its sessions. */
  private void release() {
    try {
      session.close();
    } finally {
      graph.close();
    }
  }
}
