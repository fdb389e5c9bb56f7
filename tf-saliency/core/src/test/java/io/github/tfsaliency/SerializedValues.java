package io.github.tfsaliency;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.LayerTarget;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.concept.ConceptVector;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ActivationOverride;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.image.ChannelOrder;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.metric.BrightnessProfile;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.Correlation;
import io.github.tfsaliency.metric.Deletion;
import io.github.tfsaliency.metric.Infidelity;
import io.github.tfsaliency.metric.InputInvariance;
import io.github.tfsaliency.metric.Insertion;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.MaxSensitivity;
import io.github.tfsaliency.metric.MuFidelity;
import io.github.tfsaliency.metric.PerturbationCurve;
import io.github.tfsaliency.metric.Perturbations;
import io.github.tfsaliency.metric.PointingGame;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;
import io.github.tfsaliency.metric.RegionPerturbation;
import io.github.tfsaliency.metric.SensitivityN;
import io.github.tfsaliency.metric.ZeroPointRatio;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.BilinearProduct;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.Guided;
import io.github.tfsaliency.rule.Products;
import io.github.tfsaliency.rule.SignalTakesAll;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.rule.ZPlus;
import io.github.tfsaliency.segment.Felzenszwalb;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.segment.Slic;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.RandomMethods;
import io.github.tfsaliency.spec.SpecRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Values of all kinds that servers and clusters send about, with options of all kinds. */
final class SerializedValues {
  private static final int DRAWS = 15;
  private static final long SEED = 20261129;

  private SerializedValues() {}

  private static FeatureGroups groups() {
    return FeatureGroups.ofMask(
        StdArrays.ndCopyOf(new int[][] {{0, 1}, {1, 0}}), List.of("a", "b"));
  }

  static List<Object> all() {
    return Stream.of(methods(), targets(), baselines(), chosen(), metrics(), results())
        .flatMap(List::stream)
        .toList();
  }

  /** Of each row of the table many, with the structures of the graphs that they are built of. */
  private static List<Object> methods() {
    RandomMethods random = new RandomMethods(SEED);
    List<Object> methods = new ArrayList<>();
    for (String row : MethodSpecs.rows().stream().map(SpecRow::name).toList()) {
      for (int i = 0; i < DRAWS; i++) {
        AttributionMethod method = random.of(row);
        methods.add(method);
        if (method instanceof SinglePassMethod single) {
          methods.add(single.gradient());
        }
      }
    }
    methods.add(Lrp.of(Composite.uniform(new ZPlus())).withStart(RelevanceStart.of(array(3))));
    methods.add(Lrp.of(Composite.epsilonPlus()).withProducts(Products.SIGNAL_TAKES_ALL));
    methods.add(Xrai.of().withRegions(segments(), segments()));
    methods.add(KernelShap.of().withSegmentation(segments()));
    return methods;
  }

  private static List<Object> targets() {
    boolean[][] mask = {{true, false, true}, {false, true, false}};
    LayerTarget direction = Target.direction("block_5", array(4));
    return List.of(
        Target.top(),
        Target.classIndex(281),
        Target.label("tabby"),
        Target.pixel(3, 4, 5),
        Target.classMean(2, mask),
        Target.classMean(2, mask, "mask.png"),
        direction,
        Target.unit("block_5", 3, 0, 17),
        Target.channel("block_5", 4),
        direction.withOver(LayerTarget.Over.SUM).withFile("cat.npy"),
        Target.direction("block_5", array(4)).withRow(2).withColumn(3),
        Target.similarity("block_5", array(2, 3, 4)),
        Target.contrast(Target.top(), Target.classIndex(3)),
        Target.perSample(List.of(Target.top(), Target.label("a"))),
        Target.classIndices(1, 2, 3));
  }

  private static List<Object> baselines() {
    return List.of(
        Baseline.constant(0.5),
        Baseline.perChannel(1, 2, 3),
        Baseline.array(array(2, 3, 3)),
        Baseline.array(array(2, 3, 3), "mean.npy"),
        Baseline.uniformNoise(-1, 1, 7),
        Baseline.ofId(3));
  }

  private static List<Object> chosen() {
    Composite composite =
        Composite.empty()
            .withRule(LayerSelector.first().and(LayerSelector.linear()), new WSquare())
            .withRule(LayerSelector.kind(LayerKind.CONVOLUTION), new Gamma(0.25))
            .withRule(LayerSelector.named(".*block_3.*"), new AlphaBeta(2, 1))
            .withRule(LayerSelector.index(2, 5), new SignalTakesAll())
            .withRule(LayerSelector.last(), new Epsilon(1e-6));
    return List.of(
        composite,
        Composite.epsilonGammaBox(ZBox.of(0, 1)),
        NodeSelector.ops("Relu", "Elu").with("padding", "SAME"),
        GradientOverride.required(NodeSelector.ops("Relu"), new Guided()),
        ActivationOverride.of(new Guided()),
        new BilinearProduct(),
        PixelEncoding.torch(),
        PixelEncoding.caffe().withChannels(ChannelOrder.RGB),
        SessionOptions.of(),
        SessionOptions.of().withIntraOpThreads(2).withInterOpThreads(3).withGpuMemoryGrowth(),
        SessionOptions.of().withGpuMemoryFraction(0.5).withVisibleGpus(0, 2),
        Slic.of(20),
        Felzenszwalb.of(3),
        Segmentation.grid(2, 3),
        segments(),
        Picture.of(array(2, 3, 3)));
  }

  private static List<Object> metrics() {
    Baseline grey = Baseline.constant(0);
    return List.of(
        Deletion.of(grey),
        Insertion.of(grey).withSteps(7).withPooling(Pooling.SUM_ABSOLUTE),
        SensitivityN.of(3, grey),
        MuFidelity.of(grey).withCorrelation(Correlation.PEARSON),
        RegionPerturbation.of(grey),
        Infidelity.of(Perturbations.gaussian(0.1).withSamples(3)),
        Infidelity.of(Perturbations.squares(3, grey)),
        Infidelity.of(Perturbations.given(array(2, 3))),
        Infidelity.of(Perturbations.groups(groups(), grey)),
        MaxSensitivity.of(Perturbations.uniform(0.2).withSeed(5)),
        PointingGame.of(Pooling.SUM),
        MassAccuracy.of(Pooling.SUM_POSITIVE),
        RankAccuracy.of(Pooling.SUM_POSITIVE),
        ZeroPointRatio.of(0.5),
        ParameterRandomization.cascading());
  }

  private static List<Object> results() {
    Attribution batch =
        Attribution.ofBatch(
                array(2, 3, 3, 1),
                ImmutableLongArray.of(4, -1),
                ImmutableDoubleArray.of(0.5, Double.NaN),
                "gradient",
                "dense/BiasAdd:0")
            .withLabels(ImmutableList.of(Optional.of("espresso"), Optional.empty()))
            .withGaps(ImmutableDoubleArray.of(-0.0, 1e-9))
            .withWarnings(ImmutableList.of(ImmutableList.of("one"), ImmutableList.of()));
    ConceptVector concept =
        ConceptVector.meanDifference(
            "block_5", array(6, 3), NdArrays.ofFloats(Shape.of(ConceptVector.FOLDS, 3)));
    return List.of(
        concept,
        concept.tcav(1).plus(array(4, 3)),
        batch,
        batch.sample(1),
        batch.withChannelsFirst(),
        batch.withStandardErrors(array(2, 3, 3, 1), ImmutableLongArray.of(16, 40)),
        Attribution.of(array(2, 2)),
        Outcome.of("an id", batch),
        Outcome.of(Path.of("some/file.png"), batch.sample(0)),
        LayerAttributions.of(ImmutableMap.of("relu", array(2, 3), "dense", array(2, 4))),
        new Scores(ImmutableLongArray.of(1), ImmutableDoubleArray.of(0.5)),
        new PerturbationCurve(ImmutableDoubleArray.of(0, 1), ImmutableDoubleArray.of(3, 4), 3),
        new MapSimilarity(0.1, 0.2, 0.3, 0.4),
        new Coherence(0.1, 0.2, 0.3, Double.NaN),
        new InputInvariance(0.1, 0.2),
        new ParameterRandomization.Step("dense", new MapSimilarity(0.1, 0.2, 0.3, 0.4)),
        BrightnessProfile.perChannel(3),
        BrightnessProfile.perPixel(4).plus(half(2, 2), Attribution.of(array(2, 2, 3))));
  }

  static Outcome<Path> failure() {
    return Outcome.failed(Path.of("lost.png"), new SaliencyException("It is lost."));
  }

  private static Segments segments() {
    return Segments.of(new int[][] {{0, 0, 1}, {2, -1, 1}});
  }

  private static FloatNdArray half(long... sizes) {
    FloatNdArray values = NdArrays.ofFloats(Shape.of(sizes));
    values.scalars().forEach(value -> value.setFloat(0.5f));
    return values;
  }

  private static FloatNdArray array(long... sizes) {
    Shape shape = Shape.of(sizes);
    float[] values = new float[Math.toIntExact(shape.size())];
    IntStream.range(0, values.length).forEach(i -> values[i] = i - 1.25f);
    return NdArrays.wrap(shape, DataBuffers.of(values, false, false));
  }
}
