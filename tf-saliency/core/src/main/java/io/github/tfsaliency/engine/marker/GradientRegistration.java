package io.github.tfsaliency.engine.marker;

import static io.github.tfsaliency.message.Checks.checkState;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;

/**
 * The process's one gradient of IdentityN. TensorFlow keeps a gradient for an op type, not for a
 * node, and never lets go of it; so it is registered once and looks each marker up in the table of
 * the graph that the calling thread is building.
 */
public final class GradientRegistration {
  /** Where a marker carries its rule's id: the attribute that tf.custom_gradient uses too. */
  static final String RULE_ATTRIBUTE = "_gradient_op_type";

  private static final ThreadLocal<@Nullable Build> CURRENT = new ThreadLocal<>();
  private static boolean registered;

  private GradientRegistration() {}

  /**
   * The graph under construction.
   *
   * @param markers what computes the gradient of each marker, by its name in the graph
   * @param failures of markers
   * @param checks of what the markers gave
   */
  public record Build(
      ImmutableMap<String, MarkerGradient> markers,
      List<RuntimeException> failures,
      List<Runnable> checks) {
    public Build(ImmutableMap<String, MarkerGradient> markers) {
      this(markers, new ArrayList<>(), new ArrayList<>());
    }
  }

  /** The gradient of one marker. */
  public interface MarkerGradient {
    /** The gradients of the marker's own inputs. */
    List<Operand<?>> backward(Ops tf, GraphOperation identity, List<Output<?>> upstream);
  }

  /** Registers the gradient if this process has not done so. */
  public static synchronized void ensureRegistered() {
    if (registered) {
      return;
    }
    try {
      registered =
          TensorFlow.registerCustomGradient("IdentityN", GradientRegistration::gradientOfIdentityN);
    } catch (UnsupportedOperationException e) {
      throw new IllegalStateException(
          "TensorFlow Java supports no custom gradients on Windows, so methods that override the"
              + " gradient of nodes do not work there.\n"
              + "Maybe use the gradient or input x gradient, or run on Linux or macOS.",
          e);
    }
    checkState(
        registered,
        "Another library in this process has registered a gradient for the op 'IdentityN', which"
            + " tf-saliency uses for its rules.\n"
            + "Maybe load a model with tf-saliency before that library, or keep them in two"
            + " processes.");
  }

  /** Builds gradients while this thread's markers are looked up in the given table. */
  public static <R> R during(Build build, Supplier<R> addGradients) {
    CURRENT.set(build);
    try {
      R result = addGradients.get();
      if (!build.failures().isEmpty()) {
        throw build.failures().get(0);
      }
      build.checks().forEach(Runnable::run);
      return result;
    } finally {
      CURRENT.remove();
    }
  }

  /**
   * Looks at what a marker gave once all gradients are built: until then TensorFlow holds the
   * graph's lock, so that asking for a shape would wait indefinitely.
   */
  static void afterwards(Runnable check) {
    Build build = CURRENT.get();
    if (build != null) {
      build.checks().add(check);
    }
  }

  private static List<Operand<?>> gradientOfIdentityN(
      Ops tf, GraphOperation identity, List<Output<?>> upstream) {
    Build build = CURRENT.get();
    if (build == null) {
      return passThrough(tf, identity, upstream);
    }
    MarkerGradient marker = build.markers().get(identity.name());
    try {
      return marker == null
          ? passThrough(tf, identity, upstream)
          : marker.backward(tf, identity, upstream);
    } catch (RuntimeException e) {
      // Thrown through native code it would leave the graph locked, so it waits for the way out.
      build.failures().add(e);
      return passThrough(tf, identity, upstream);
    }
  }

  /** What tf.custom_gradient leaves in a graph: forward an identity, backward one too. */
  private static List<Operand<?>> passThrough(
      Ops tf, GraphOperation identity, List<Output<?>> upstream) {
    List<Operand<?>> gradients = new ArrayList<>();
    for (int i = 0; i < upstream.size(); i++) {
      boolean unread = upstream.get(i).index() < 0;
      gradients.add(unread ? tf.zerosLike(identity.input(i)) : upstream.get(i));
    }
    return gradients;
  }
}
