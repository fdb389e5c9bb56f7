package io.github.tfsaliency.examples.training;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.examples.model.Logits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A small convolutional network: three times convolution, ReLU and max pooling, then two dense
 * layers; the architecture of {@code savedmodels/garments}.
 *
 * <p>It computes on one thread, so that its weights do not depend on how many a machine has; train
 * several side by side to use more. TensorFlow lets a session have threads of its own only where
 * the environment variable {@code TF_OVERRIDE_GLOBAL_THREADPOOL} is 1, as the launcher sets it.
 */
public final class Classifier implements AutoCloseable {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-7f;
  private static final int TEST_BATCH = 250;

  private final Graph graph = new Graph();
  private final Session session;
  private final Shape picture;
  private final int classes;
  private final Placeholder<TFloat32> pictures;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TFloat32> learningRate;
  private final Placeholder<TFloat32> beta1Power;
  private final Placeholder<TFloat32> beta2Power;
  private final ImmutableList<Variable> weights;
  private final Operand<TFloat32> logits;
  private final ImmutableList<Op> step;

  /** A tensor that a session keeps, and how its first value gets there. */
  private record Variable(
      Architecture.Weight weight,
      VarHandleOp handle,
      ReadVariableOp<TFloat32> value,
      Placeholder<TFloat32> first,
      Op assignment) {
    static Variable of(Ops tf, Architecture.Weight weight) {
      // Without a name of its own each would be the same variable.
      VarHandleOp handle =
          tf.varHandleOp(TFloat32.class, weight.shape(), VarHandleOp.sharedName(weight.name()));
      Placeholder<TFloat32> first =
          tf.placeholder(TFloat32.class, Placeholder.shape(weight.shape()));
      return new Variable(
          weight,
          handle,
          tf.readVariableOp(handle, TFloat32.class),
          first,
          tf.assignVariableOp(handle, first));
    }

    Variable moment(Ops tf, String name) {
      return of(tf, new Architecture.Weight(weight.name() + "/" + name, weight.shape(), 0));
    }

    void assign(Session session, float[] values) {
      try (TFloat32 tensor =
          TFloat32.tensorOf(weight.shape(), DataBuffers.of(values, true, false))) {
        session.runner().feed(first, tensor).addTarget(assignment).run().close();
      }
    }
  }

  private Classifier(Dataset data, long seed) {
    picture = data.pictureShape();
    classes = data.classes();
    Ops tf = Ops.create(graph);
    pictures =
        tf.placeholder(TFloat32.class, Placeholder.shape(picture.prepend(Shape.UNKNOWN_SIZE)));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    learningRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    beta1Power = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    beta2Power = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    weights =
        Architecture.weights(picture, classes).stream()
            .map(weight -> Variable.of(tf, weight))
            .collect(ImmutableList.toImmutableList());
    logits = Architecture.logits(tf, pictures, weights.stream().map(Variable::value).toList());
    List<Variable> variables = new ArrayList<>(weights);
    step = adam(tf, loss(tf), variables);
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(1)
                .setInterOpParallelismThreads(1)
                .setUsePerSessionThreads(true)
                // Another device adds up in another order, and trains other weights.
                .putDeviceCount("GPU", 0)
                .build());
    initialize(variables, new Random(seed), data.meanColour());
  }

  private void initialize(List<Variable> variables, Random random, float[] meanColour) {
    float[] firstKernel = variables.get(0).weight().firstValues(random);
    variables.get(0).assign(session, firstKernel);
    variables.get(1).assign(session, Architecture.centringBias(firstKernel, meanColour));
    for (Variable variable : variables.subList(2, variables.size())) {
      variable.assign(session, variable.weight().firstValues(random));
    }
  }

  private Operand<TFloat32> loss(Ops tf) {
    Operand<TFloat32> oneHot =
        tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss(), tf.constant(0));
  }

  private ImmutableList<Op> adam(Ops tf, Operand<TFloat32> loss, List<Variable> variables) {
    Output<?>[] gradients =
        graph.addGradients(
            loss.asOutput(),
            weights.stream().map(weight -> weight.value().asOutput()).toArray(Output<?>[]::new));
    ImmutableList.Builder<Op> updates = ImmutableList.builder();
    for (int i = 0; i < gradients.length; i++) {
      Variable weight = weights.get(i);
      Variable mean = weight.moment(tf, "mean");
      Variable square = weight.moment(tf, "square");
      variables.add(mean);
      variables.add(square);
      @SuppressWarnings("unchecked")
      Output<TFloat32> gradient = (Output<TFloat32>) gradients[i];
      updates.add(
          tf.train.resourceApplyAdam(
              weight.handle(),
              mean.handle(),
              square.handle(),
              beta1Power,
              beta2Power,
              learningRate,
              tf.constant(BETA1),
              tf.constant(BETA2),
              tf.constant(EPSILON),
              gradient));
    }
    return updates.build();
  }

  /**
   * Trains a new network.
   *
   * @param data what it learns
   * @param training how
   * @return to be closed by the caller
   * @throws CancellationException if the thread is interrupted
   */
  public static Classifier train(Dataset data, Training training) {
    Classifier classifier = new Classifier(data, training.seed());
    try {
      classifier.fit(data, training);
      return classifier;
    } catch (RuntimeException e) {
      classifier.close();
      throw e;
    }
  }

  private void fit(Dataset data, Training training) {
    // Not the seed of the weights, whose random numbers would come once more.
    Random random = new Random(training.seed() + 1);
    int[] order = IntStream.range(0, data.size()).toArray();
    int total = (data.size() + training.batch() - 1) / training.batch() * training.epochs();
    double power1 = 1;
    double power2 = 1;
    int done = 0;
    for (int epoch = 0; epoch < training.epochs(); epoch++) {
      shuffle(order, random);
      for (int from = 0; from < order.length; from += training.batch()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("Interrupted while training.");
        }
        int count = Math.min(training.batch(), order.length - from);
        power1 *= BETA1;
        power2 *= BETA2;
        try (TFloat32 x = pictures(data, order, from, count);
            TInt32 y = labels(data, order, from, count);
            TFloat32 rate = TFloat32.scalarOf((float) training.learningRateAt(done++, total));
            TFloat32 beta1 = TFloat32.scalarOf((float) power1);
            TFloat32 beta2 = TFloat32.scalarOf((float) power2)) {
          Session.Runner runner =
              session
                  .runner()
                  .feed(pictures, x)
                  .feed(labels, y)
                  .feed(learningRate, rate)
                  .feed(beta1Power, beta1)
                  .feed(beta2Power, beta2);
          step.forEach(runner::addTarget);
          runner.run().close();
        }
      }
    }
  }

  private static void shuffle(int[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
  }

  private TFloat32 pictures(Dataset data, int[] order, int from, int count) {
    int size = Math.toIntExact(picture.size());
    FloatDataBuffer values = DataBuffers.of(new float[count * size], false, false);
    for (int i = 0; i < count; i++) {
      data.pictures().get(order[from + i]).copyTo(values.slice((long) i * size, size));
    }
    return TFloat32.tensorOf(picture.prepend(count), values);
  }

  private static TInt32 labels(Dataset data, int[] order, int from, int count) {
    return TInt32.vectorOf(
        IntStream.range(from, from + count).map(i -> data.labels().get(order[i])).toArray());
  }

  /**
   * The share of pictures whose class has the largest logit.
   *
   * @param data pictures of the size of those it learned
   * @return from 0 to 1
   * @throws IllegalArgumentException if the size is another
   */
  public double accuracy(Dataset data) {
    ImmutableIntArray tops = classesOf(data);
    int right = 0;
    for (int i = 0; i < data.size(); i++) {
      right += tops.get(i) == data.labels().get(i) ? 1 : 0;
    }
    return right / (double) data.size();
  }

  /**
   * The class with the largest logit.
   *
   * @param data pictures of the size of those it learned
   * @return one a picture
   * @throws IllegalArgumentException if the size is another
   */
  public ImmutableIntArray classesOf(Dataset data) {
    FloatNdArray all = logits(data);
    ImmutableIntArray.Builder tops = ImmutableIntArray.builder(data.size());
    for (int i = 0; i < data.size(); i++) {
      tops.add(Logits.top(all.get(i)));
    }
    return tops.build();
  }

  /** What it says of each picture: {@code [N, classes]}. */
  FloatNdArray logits(Dataset data) {
    checkArgument(
        data.pictureShape().equals(picture),
        "The pictures have the shape %s; the classifier learned %s.",
        data.pictureShape(),
        picture);
    FloatDataBuffer all = DataBuffers.ofFloats((long) data.size() * classes);
    int[] order = IntStream.range(0, data.size()).toArray();
    for (int from = 0; from < order.length; from += TEST_BATCH) {
      int count = Math.min(TEST_BATCH, order.length - from);
      try (TFloat32 x = pictures(data, order, from, count);
          Result result = session.runner().feed(pictures, x).fetch(logits).run()) {
        ((TFloat32) result.get(0)).copyTo(all.slice((long) from * classes, (long) count * classes));
      }
    }
    return NdArrays.wrap(Shape.of(data.size(), classes), all);
  }

  /**
   * Writes it as a SavedModel with the signature {@code serving_default}: {@code image} to {@code
   * logits}.
   *
   * @param folder is created
   * @throws io.github.tfsaliency.attribution.SaliencyException if it cannot be written
   */
  public void save(Path folder) {
    Session.Runner runner = session.runner();
    weights.forEach(weight -> runner.fetch(weight.value()));
    try (Result values = runner.run()) {
      SavedClassifier.write(
          folder,
          picture,
          IntStream.range(0, weights.size()).mapToObj(i -> (TFloat32) values.get(i)).toList());
    }
  }

  /** Frees its native memory. */
  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
