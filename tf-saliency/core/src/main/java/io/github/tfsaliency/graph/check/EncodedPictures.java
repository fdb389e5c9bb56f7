package io.github.tfsaliency.graph.check;

import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.header.HeaderReader;
import io.github.tfsaliency.header.PictureHeader;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Bounds what the pictures inside a graph are decoded to: a few thousand bytes promise gigabytes.
 * Their headers are read from the constants, so bytes that the graph computes cannot be decoded.
 */
final class EncodedPictures {
  /** A gigabyte of floats, as for other constants. */
  private static final double MAX_VALUES = 1 << 28;

  static final ImmutableSet<String> DECODERS =
      ImmutableSet.of(
          "DecodeAndCropJpeg", "DecodeBmp", "DecodeGif", "DecodeImage", "DecodeJpeg", "DecodePng");

  static final ImmutableSet<String> ENCODERS = ImmutableSet.of("EncodeJpeg", "EncodePng");

  /**
   * The pictures that a tensor of strings may hold.
   *
   * @param costliest the one of the most values
   * @param scans the most that one of them has
   * @param fed whether the strings come from a placeholder, which nobody feeds: they never exist
   * @param computed whether nobody knows what they are
   */
  private record Strings(
      Optional<PictureHeader> costliest, int scans, boolean fed, boolean computed) {
    static final Strings NONE = new Strings(Optional.empty(), 0, false, false);
    static final Strings FED = new Strings(Optional.empty(), 0, true, false);
    static final Strings COMPUTED = new Strings(Optional.empty(), 0, false, true);

    static Strings of(PictureHeader picture) {
      return new Strings(Optional.of(picture), picture.scans(), false, false);
    }

    Strings and(Strings other) {
      return new Strings(
          samples() >= other.samples() ? costliest : other.costliest,
          Math.max(scans, other.scans),
          fed || other.fed,
          computed || other.computed);
    }

    double samples() {
      return costliest.map(PictureHeader::samples).orElse(0.0);
    }
  }

  private final Map<String, Strings> known = new HashMap<>();
  private final Map<String, NodeDef> constants = new HashMap<>();
  private double values;

  /**
   * Looks at a node whose inputs were looked at.
   *
   * @param outputs the types of its outputs
   * @throws io.github.tfsaliency.attribution.UnsupportedModelException if it decodes too much
   */
  void check(NodeDef node, List<DataType> outputs) {
    if (DECODERS.contains(node.getOp())) {
      requireAffordable(node, known.getOrDefault(source(node), Strings.NONE));
    }
    if (outputs.contains(DataType.DT_STRING) && !known.containsKey(node.getName())) {
      known.put(node.getName(), strings(node));
    }
  }

  /** Takes over the size of a picture that is encoded within the graph. */
  void encoded(NodeDef node, Shape picture) {
    long[] sizes = picture.asArray();
    double rows = 1;
    for (int i = 0; i < sizes.length - 2; i++) {
      rows *= Math.max(1, sizes[i]);
    }
    int last = sizes.length - 1;
    known.put(
        node.getName(),
        Strings.of(
            new PictureHeader(
                sizes[last - 1], (long) rows, Math.toIntExact(Math.max(3, sizes[last])), 1, 1)));
  }

  private static String source(NodeDef node) {
    return TensorRef.parse(node.getInput(0)).node();
  }

  private Strings strings(NodeDef node) {
    if (node.getOp().equals("Const")) {
      constants.put(node.getName(), node);
      return read(StringConstants.written(node));
    }
    if (node.getOp().startsWith("Placeholder") && node.getInputCount() == 0) {
      return Strings.FED;
    }
    Strings all = Strings.NONE;
    for (String input : node.getInputList()) {
      all = all.and(known.getOrDefault(TensorRef.parse(input).node(), Strings.NONE));
    }
    NodeDef constant = node.getInputCount() == 0 ? null : constants.get(source(node));
    if (node.getOp().equals("DecodeBase64") && constant != null) {
      return read(
          StringConstants.written(constant).stream()
              .map(EncodedPictures::fromBase64)
              .flatMap(Optional::stream)
              .toList());
    }
    return isMoving(node.getOp()) ? all : all.fed() ? Strings.FED : Strings.COMPUTED;
  }

  /** Whether an op hands on the strings that it reads, or some of them. */
  private static boolean isMoving(String op) {
    return OpTable.isAny(op, OpTrait.MOVER, OpTrait.IDENTITY, OpTrait.GRADIENT_PASSING)
        || op.equals("Fill")
        || op.equals("PlaceholderWithDefault");
  }

  /** The alphabet of web addresses, as TensorFlow reads it; what is none makes its kernel fail. */
  private static Optional<ByteString> fromBase64(ByteString text) {
    try {
      return Optional.of(ByteString.copyFrom(Base64.getUrlDecoder().decode(text.toByteArray())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Strings read(Iterable<ByteString> strings) {
    Strings all = Strings.NONE;
    for (ByteString string : strings) {
      PictureHeader header = header(string);
      all = header == null ? all : all.and(Strings.of(header));
    }
    return all;
  }

  private static @Nullable PictureHeader header(ByteString bytes) {
    try {
      return HeaderReader.read(bytes.newInput()).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireAffordable(NodeDef decoder, Strings strings) {
    String maybe =
        "Maybe name a float tensor after it as the input, or export the model without it.";
    if (strings.computed && !strings.fed) {
      throw NodeRefusal.of(
          decoder, maybe, "decodes bytes that the graph computes, so that their size is not known");
    }
    if (strings.scans > PictureHeader.MAX_SCANS) {
      throw NodeRefusal.of(
          decoder,
          maybe,
          "decodes a JPEG of %s scans, more than %s",
          strings.scans,
          PictureHeader.MAX_SCANS);
    }
    if (strings.costliest.isEmpty()) {
      return;
    }
    PictureHeader picture = strings.costliest.get();
    double channels =
        Math.max(
            picture.channels(),
            decoder.getAttrOrDefault("channels", AttrValue.getDefaultInstance()).getI());
    values += picture.samples() / picture.channels() * channels;
    if (values > MAX_VALUES) {
      throw NodeRefusal.of(
          decoder,
          maybe,
          "decodes a picture of %s x %s pixels, with which all decoded pictures have %.0f values,"
              + " more than %.0f",
          picture.width(),
          picture.height(),
          values,
          MAX_VALUES);
    }
  }
}
