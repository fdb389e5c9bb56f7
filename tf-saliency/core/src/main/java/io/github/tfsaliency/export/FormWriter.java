package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.engine.build.GradientDefinition;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Gradient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Writes what a method computes into a graph. */
final class FormWriter implements Forms {
  private final GradientEngine engine;
  private final ImmutableSet<String> changed;
  private final Optional<FloatNdArray> weights;
  private final Loops loops;
  private final Map<ModifiedGradient, GradientDefinition> definitions = new HashMap<>();

  /**
   * Starts without any graph.
   *
   * @param changed the inputs that methods of many passes change
   * @param weights of the outputs {@code [1, outputs]}, where no class index is explained
   * @param loops what writes loops
   */
  FormWriter(
      GradientEngine engine,
      ImmutableSet<String> changed,
      Optional<FloatNdArray> weights,
      Loops loops) {
    this.engine = engine;
    this.weights = weights;
    this.changed = changed;
    this.loops = loops;
  }

  /** The gradients that were written, whose graphs read the variables. */
  ImmutableSet<ModifiedGradient> gradients() {
    return ImmutableSet.copyOf(definitions.keySet());
  }

  @Override
  public Explained write(GraphDraft draft, GraphForm form, Feed feed) {
    if (form instanceof GraphForm.Pass pass) {
      return pass(draft, pass, feed);
    } else if (form instanceof GraphForm.Product product) {
      return product(draft, product, feed);
    } else if (form instanceof GraphForm.Lines lines) {
      return lines(draft, lines, feed);
    } else if (form instanceof GraphForm.Noisy noisy) {
      return new NoisyMaps(this, loops, required(changed), noisy).write(draft, feed);
    }
    throw new IllegalArgumentException(form.toString());
  }

  @Override
  public ImmutableList<String> mapped(GraphForm form, ImmutableList<String> inputs) {
    if (form instanceof GraphForm.Pass pass) {
      return definition(pass.gradient()).maps().keySet().asList();
    } else if (form instanceof GraphForm.Product product) {
      return mapped(product.places(), inputs);
    } else if (form instanceof GraphForm.Noisy noisy) {
      return mapped(noisy.inner(), inputs);
    }
    return inputs.stream().filter(changed::contains).collect(ImmutableList.toImmutableList());
  }

  private GradientDefinition definition(ModifiedGradient gradient) {
    return definitions.computeIfAbsent(
        gradient, any -> engine.definition(any, weights.isPresent()));
  }

  private Explained pass(GraphDraft draft, GraphForm.Pass pass, Feed feed) {
    if (pass.references().isEmpty()) {
      return pass(draft, pass, feed, Optional.empty());
    }
    FloatNdArray references = pass.references().get();
    return references.shape().get(0) == 1
        ? pass(draft, pass, feed, Optional.of(draft.tf().constant(references.get(0))))
        : new ReferenceMean(this, loops).write(draft, pass, references, feed);
  }

  /** As a function, so that nothing around it changes how it is computed. */
  @Override
  public Explained pass(
      GraphDraft draft,
      GraphForm.Pass pass,
      Feed feed,
      Optional<? extends Operand<TFloat32>> reference) {
    GradientDefinition gradient = definition(pass.gradient());
    reference.ifPresent(any -> requireFed(gradient.maps().keySet()));
    ImmutableList<String> inputs = feed.inputs().keySet().asList();
    ImmutableList.Builder<Operand<?>> arguments = ImmutableList.builder();
    arguments.addAll(feed.inputs().values()).add(feed.target());
    reference.ifPresent(arguments::add);
    ImmutableList<Operand<?>> given = arguments.build();
    try (LoopBody body =
        LoopBody.function(
            loops.prefix(),
            given,
            (within, taken) -> {
              Map<String, Operand<?>> values = new LinkedHashMap<>();
              inputs.forEach(input -> values.put(input, taken.get(inputs.indexOf(input))));
              return new PassBody(within, pass, gradient, weights)
                  .write(
                      ImmutableMap.copyOf(values),
                      taken.get(inputs.size()),
                      reference.map(any -> Casts.typed(taken.get(inputs.size() + 1))));
            })) {
      ImmutableList<Operand<?>> results = loops.call(draft, given, body);
      ImmutableMap.Builder<String, Operand<TFloat32>> maps = ImmutableMap.builder();
      int index = 2;
      for (String input : gradient.maps().keySet()) {
        maps.put(input, Casts.typed(results.get(index++)));
      }
      return new Explained(
          maps.buildOrThrow(), Casts.typed(results.get(0)), Casts.typed(results.get(1)));
    }
  }

  /** A tensor inside is not fed, so there nothing takes the place of what the inputs make of it. */
  private void requireFed(ImmutableSet<String> mapped) {
    if (!changed.containsAll(mapped)) {
      throw new SaliencyException(
          Message.of(
              "The map of the input %s belongs to a tensor inside the model, and only Java can feed"
                  + " a baseline there.\n"
                  + "Maybe name the float tensor after it with Model.from(path).input(name).",
              Sets.difference(mapped, changed)));
    }
  }

  private static Operand<?> input(Feed feed, String name) {
    return requireNonNull(feed.inputs().get(name), name);
  }

  private Explained product(GraphDraft draft, GraphForm.Product product, Feed feed) {
    Explained first = write(draft, product.map(), feed);
    Explained places =
        write(draft, product.places(), new Feed(feed.inputs(), first.chosen(), feed.seeds()));
    String input = places.maps().keySet().asList().get(0);
    return new Explained(
        ImmutableMap.of(
            input,
            draft
                .tf()
                .math
                .mul(
                    requireNonNull(first.maps().get(input), input),
                    requireNonNull(places.maps().get(input), input))),
        first.chosen(),
        first.score());
  }

  /** The inputs that methods of many passes change. */
  private static ImmutableSet<String> required(ImmutableSet<String> changed) {
    if (changed.isEmpty()) {
      throw new SaliencyException(
          "None of the inputs takes floating-point numbers, so none can change continuously.\n"
              + "Maybe name the float tensor after it with Model.from(path).input(name).");
    }
    return changed;
  }

  /** In double precision, and rounded where Java rounds, so that the points are the same. */
  private Explained lines(GraphDraft draft, GraphForm.Lines lines, Feed feed) {
    Ops tf = draft.tf();
    ImmutableList<String> inputs = feed.inputs().keySet().asList();
    ImmutableList<String> moved =
        inputs.stream()
            .filter(required(changed)::contains)
            .collect(ImmutableList.toImmutableList());
    Explained at = score(draft, feed);
    ImmutableList.Builder<Operand<?>> constants = ImmutableList.builder();
    inputs.forEach(input -> constants.add(input(feed, input)));
    constants.add(at.chosen());
    ImmutableList<Operand<?>> sums =
        moved.stream()
            .map(input -> tf.zerosLike(Casts.toDouble(tf, input(feed, input))))
            .collect(ImmutableList.toImmutableList());
    for (GraphForm.Line line : lines.lines()) {
      sums =
          loops.write(
              draft,
              tf.constant(line.positions().length()),
              sums,
              constants.build(),
              (body, turn, before, same) -> {
                Map<String, Operand<?>> values = new LinkedHashMap<>();
                inputs.forEach(input -> values.put(input, same.get(inputs.indexOf(input))));
                return new LineStep(body, line, turn)
                    .add(
                        moved,
                        ImmutableMap.copyOf(values),
                        before,
                        points ->
                            write(
                                    body,
                                    Gradient.of().graphForm(),
                                    new Feed(
                                        points,
                                        Casts.typed(same.get(inputs.size())),
                                        Optional.empty()))
                                .maps());
              });
    }
    ImmutableMap.Builder<String, Operand<TFloat32>> maps = ImmutableMap.builder();
    for (int i = 0; i < moved.size(); i++) {
      maps.put(moved.get(i), tf.dtypes.cast(Casts.<TFloat64>typed(sums.get(i)), TFloat32.class));
    }
    return new Explained(maps.buildOrThrow(), at.chosen(), at.score());
  }
}
