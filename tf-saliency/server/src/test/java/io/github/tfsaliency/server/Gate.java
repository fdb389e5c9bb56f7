package io.github.tfsaliency.server;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.method.Gradient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The gradient, which waits until it may go on. */
public final class Gate implements AttributionMethod {
  private static final long serialVersionUID = 1;

  private final transient CountDownLatch entered = new CountDownLatch(1);
  private final transient CountDownLatch open = new CountDownLatch(1);
  private final transient List<Integer> sampleCounts = new CopyOnWriteArrayList<>();

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    sampleCounts.add(batch.sampleCount());
    entered.countDown();
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Gradient.of().attribute(passes, batch, targets);
  }

  @Override
  public ImmutableList<ModifiedGradient> gradients() {
    return Gradient.of().gradients();
  }

  /** Waits until a computation is held. */
  public void awaitEntered() throws InterruptedException {
    entered.await();
  }

  /** Lets all go on. */
  public void open() {
    open.countDown();
  }

  /** How many samples each call had. */
  public List<Integer> sampleCounts() {
    return sampleCounts;
  }
}
