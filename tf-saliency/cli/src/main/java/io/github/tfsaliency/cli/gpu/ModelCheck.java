package io.github.tfsaliency.cli.gpu;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.common.Failures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Compares the maps of a model on two devices, and measures one of them. */
final class ModelCheck {
  private final Side processor;
  private final Side gpu;
  private final List<Integer> batches;
  private final Consumer<String> listener;

  /**
   * Takes two sides of the same model.
   *
   * @param batches how many samples are measured together
   * @param listener hears what is computed next
   */
  ModelCheck(Side processor, Side gpu, List<Integer> batches, Consumer<String> listener) {
    this.processor = processor;
    this.gpu = gpu;
    this.batches = batches;
    this.listener = listener;
  }

  /** A map, or why there is none. */
  private record Computed(Optional<float[]> map, String reason) {
    static Computed of(Side side, Probe probe) {
      try {
        return new Computed(Optional.of(side.map(probe)), "");
      } catch (RuntimeException e) {
        return new Computed(Optional.empty(), Failures.text(e).lines().findFirst().orElse(""));
      }
    }
  }

  /** The maps of a probe. */
  private record Maps(Computed processor, Computed first, Computed second) {}

  ImmutableList<CheckedMap> maps() {
    Map<Probe, Maps> exact = new LinkedHashMap<>();
    gpu.allowTensorFloat32(false);
    for (Probe probe : gpu.probes()) {
      listener.accept(probe.method());
      exact.put(
          probe,
          new Maps(
              Computed.of(processor, probe), Computed.of(gpu, probe), Computed.of(gpu, probe)));
    }
    ImmutableList.Builder<CheckedMap> checked = ImmutableList.builder();
    gpu.allowTensorFloat32(true);
    exact.forEach((probe, maps) -> checked.add(checked(probe, maps)));
    gpu.allowTensorFloat32(false);
    return checked.build();
  }

  private CheckedMap checked(Probe probe, Maps maps) {
    Optional<float[]> expected = maps.processor().map();
    Optional<float[]> first = maps.first().map();
    Optional<float[]> second = maps.second().map();
    if (expected.isEmpty() || first.isEmpty() || second.isEmpty()) {
      boolean isNowhere = expected.isEmpty() && first.isEmpty() && second.isEmpty();
      return CheckedMap.without(
          probe,
          isNowhere ? Verdict.NOT_POSSIBLE : Verdict.FAILS,
          maps.first().reason()
              + (maps.first().reason().isEmpty() ? maps.second().reason() : "")
              + (first.isEmpty() ? "" : maps.processor().reason()));
    }
    listener.accept(probe.method());
    Optional<float[]> rounded = Computed.of(gpu, probe).map();
    return CheckedMap.of(
        probe,
        Agreement.of(first.get(), expected.get()),
        Agreement.of(second.get(), first.get()),
        rounded.map(map -> Agreement.of(map, expected.get())));
  }

  /** The costs on the GPU: all methods exactly, the forward pass with TF32 too. */
  ImmutableList<Cost> costs() {
    ImmutableList.Builder<Cost> costs = ImmutableList.builder();
    gpu.allowTensorFloat32(false);
    for (int batch : batches) {
      listener.accept("forward pass");
      double forward = gpu.forwardSeconds(batch);
      costs.add(new Cost("", false, batch, forward, 1));
      for (String method : Probes.TIMED) {
        listener.accept(method);
        add(method, false, batch, forward, costs);
      }
    }
    gpu.allowTensorFloat32(true);
    for (int batch : batches) {
      double forward = gpu.forwardSeconds(batch);
      costs.add(new Cost("", true, batch, forward, 1));
      add("gradient", true, batch, forward, costs);
    }
    gpu.allowTensorFloat32(false);
    return costs.build();
  }

  /** What the model has not what it needs for was said where its maps were compared. */
  private void add(
      String method,
      boolean tensorFloat32,
      int batch,
      double forward,
      ImmutableList.Builder<Cost> costs) {
    try {
      double seconds = gpu.mapSeconds(method, batch);
      costs.add(new Cost(method, tensorFloat32, batch, seconds, seconds / forward));
    } catch (RuntimeException e) {
      var unused = Failures.text(e);
    }
  }
}
