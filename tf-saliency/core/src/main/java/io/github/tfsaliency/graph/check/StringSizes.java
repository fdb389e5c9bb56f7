package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TableNodes;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Bounds what the strings of a graph may grow to, from constants and attributes alone: a text that
 * is joined with itself a few dozen times ends the process, also while TensorFlow infers shapes.
 * Sizes are counted in double precision, which no doubling overflows.
 */
final class StringSizes {
  /** All strings of a graph together: many vocabularies, and many times what text ops make. */
  private static final double MAX_BYTES = 1 << 26;

  /** What a string takes beside its letters. */
  private static final double OVERHEAD = 24;

  /** The width and the precision of a printed number. */
  private static final long MAX_PRINTED = 300;

  private static final long MAX_PATTERN = 1000;

  /** Words that are taken together. */
  private static final long MAX_NEIGHBOURS = 100;

  /** The longest number in print, without its decimals. */
  private static final int INTEGER_LETTERS = 21;

  private static final int FLOAT_LETTERS = 48;
  private static final int DOUBLE_LETTERS = 320;

  /** No character of Unicode takes more bytes in any encoding. */
  private static final int MAX_CHARACTER = 4;

  private static final ImmutableSet<String> JOINING =
      ImmutableSet.of(
          "Concat",
          "ConcatV2",
          "DynamicStitch",
          "Pack",
          "ParallelConcat",
          "ParallelDynamicStitch",
          "TensorListConcatV2");

  /** Which input is a pattern. */
  private static final ImmutableMap<String, Integer> PATTERN_INPUTS =
      ImmutableMap.of("RegexFullMatch", 1, "RegexReplace", 1);

  /**
   * What a tensor holds at most.
   *
   * @param elements how many values, a free size counted as one
   * @param longest the bytes of its longest string; 0 for numbers
   * @param bytes of all its strings
   */
  record Bound(double elements, double longest, double bytes) {
    static final Bound NONE = new Bound(0, 0, 0);

    /** Of what may be the one or the other. */
    Bound or(Bound other) {
      return new Bound(
          Math.max(elements, other.elements),
          Math.max(longest, other.longest),
          Math.max(bytes, other.bytes));
    }

    boolean exceeds(Bound other) {
      return elements > other.elements || longest > other.longest || bytes > other.bytes;
    }

    static Bound of(double elements, double longest) {
      return new Bound(elements, longest, elements * longest);
    }
  }

  private final ConstantSizes sizes;
  private final Map<String, Bound> bounds = new HashMap<>();
  private double used;

  StringSizes(ConstantSizes sizes) {
    this.sizes = sizes;
  }

  /**
   * Looks at a node whose inputs were looked at.
   *
   * @param makesStrings whether one of its outputs is of strings
   * @throws io.github.tfsaliency.attribution.UnsupportedModelException if its strings may be too
   *     large
   */
  void check(NodeDef node, boolean makesStrings) {
    requirePattern(node);
    Bound bound = bound(node, makesStrings);
    bounds.put(node.getName(), bound);
    if (!makesStrings || isSharing(node.getOp())) {
      return;
    }
    used += node.getOp().equals("Const") ? repeatedBytes(node) : bound.bytes;
    use(node, OVERHEAD * bound.elements);
  }

  /** Counts what a node takes beside what was looked at. */
  void use(NodeDef node, double bytes) {
    used += bytes;
    if (used > MAX_BYTES) {
      throw NodeRefusal.of(
          node,
          "Maybe export the model without it: it was refused before anything ran.",
          "may make text that takes, with the text before it, %.0f bytes, more than %.0f",
          used,
          MAX_BYTES);
    }
  }

  /** What all nodes that were looked at take. */
  double used() {
    return used;
  }

  /** Says of a node what is known of it otherwise. */
  void given(String node, Bound bound) {
    bounds.put(node, bound);
  }

  /** What a node that was looked at gives. */
  Bound of(String tensor) {
    return inputBound(tensor);
  }

  /** Takes over what is known of an encoder's result once the size of its picture is. */
  void encoded(NodeDef node, Shape picture) {
    double values = 1;
    for (long size : picture.asArray()) {
      values *= Math.max(1, size);
    }
    // Neither format takes much more than the samples themselves, of at most two bytes.
    Bound bound = Bound.of(1, 4 * values + (1 << 16) + text(node, "xmp_metadata").size());
    bounds.put(node.getName(), bound);
    used += bound.bytes;
  }

  private Bound bound(NodeDef node, boolean makesStrings) {
    List<Bound> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      inputs.add(inputBound(input));
    }
    double elements = elements(node, inputs);
    return makesStrings ? strings(node, inputs, elements) : Bound.of(elements, 0);
  }

  private double elements(NodeDef node, List<Bound> inputs) {
    double most = 1;
    double sum = 0;
    for (Bound input : inputs) {
      most = Math.max(most, input.elements);
      sum += input.elements;
    }
    return switch (node.getOp()) {
      case "Const" -> StringConstants.elements(node);
      case "Placeholder", "PlaceholderV2", "VarHandleOp" -> declared(node);
      case "Tile", "OneHot" -> inputs.get(0).elements * Math.max(1, sizes.product(node));
      case "Pad", "PadV2", "MirrorPad" -> inputs.get(0).elements * sizes.padding(node);
      case "Gather", "GatherV2", "GatherNd" -> inputs.get(0).elements * inputs.get(1).elements;
      case "UnicodeDecode", "UnicodeDecodeWithOffsets" -> inputs.get(0).bytes + most;
      default ->
          JOINING.contains(node.getOp()) ? Math.max(1, sum) : Math.max(most, sizes.product(node));
    };
  }

  /** Whether an op hands on the strings that it reads. */
  private static boolean isSharing(String op) {
    return OpTable.isAny(op, OpTrait.IDENTITY, OpTrait.GRADIENT_PASSING, OpTrait.RESHAPE);
  }

  private static double declared(NodeDef node) {
    double elements = 1;
    for (var dimension :
        node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape().getDimList()) {
      elements *= Math.max(1, dimension.getSize());
    }
    return elements;
  }

  private Bound strings(NodeDef node, List<Bound> inputs, double elements) {
    double longest = 0;
    double bytes = 0;
    for (Bound input : inputs) {
      longest = Math.max(longest, input.longest);
      bytes += input.bytes;
    }
    return switch (node.getOp()) {
      case "Const" -> Bound.of(elements, longest(node));
      case "LookupTableFindV2" -> Bound.of(elements, Math.max(longest, TableNodes.MAX_TEXT));
      case "AsString" -> Bound.of(elements, Math.max(longest, printed(node)));
      case "StringFormat" -> Bound.of(1, formatted(node, inputs));
      case "StringJoin" -> joined(inputs, elements, text(node, "separator").size());
      case "StringNGrams" -> ngrams(node, inputs.get(0));
      case "UnicodeEncode" ->
          new Bound(elements, MAX_CHARACTER * elements, MAX_CHARACTER * elements);
      case "ReduceJoin" -> reduced(inputs.get(0), text(node, "separator").size());
      case "RegexReplace" -> replaced(inputs.get(0), inputs.get(2).longest);
      case "StaticRegexReplace" -> replaced(inputs.get(0), text(node, "rewrite").size());
      case "StringLower", "StringUpper", "UnicodeTranscode" ->
          new Bound(
              elements,
              MAX_CHARACTER * (longest + 1),
              MAX_CHARACTER * (inputs.get(0).bytes + elements));
      case "StringStrip", "DecodeBase64", "Substr" ->
          elements == inputs.get(0).elements ? inputs.get(0) : Bound.of(elements, longest);
      // At most every letter becomes a string of its own, and one more.
      case "StringSplit", "StringSplitV2", "ParseExample", "ParseExampleV2", "ParseSingleExample" ->
          new Bound(elements + bytes, longest, bytes);
      default ->
          JOINING.contains(node.getOp())
              ? new Bound(elements, longest, bytes)
              : isSharing(node.getOp()) && !inputs.isEmpty()
                  ? inputs.get(0)
                  : Bound.of(elements, longest);
    };
  }

  private static double longest(NodeDef constant) {
    double longest = 0;
    for (ByteString string : StringConstants.written(constant)) {
      longest = Math.max(longest, string.size());
    }
    return longest;
  }

  /** What a constant takes beyond its bytes in the file, as the last string stands for the rest. */
  private static double repeatedBytes(NodeDef constant) {
    List<ByteString> written = StringConstants.written(constant);
    double missing = StringConstants.elements(constant) - written.size();
    return written.isEmpty() ? 0 : Math.max(0, missing) * written.get(written.size() - 1).size();
  }

  private static double printed(NodeDef node) {
    long width = printing(node, "width");
    long precision = printing(node, "precision");
    long number =
        switch (node.getAttrOrThrow("T").getType()) {
          case DT_FLOAT, DT_HALF, DT_BFLOAT16 -> FLOAT_LETTERS + precision;
          case DT_DOUBLE -> DOUBLE_LETTERS + precision;
          case DT_COMPLEX64, DT_COMPLEX128 -> 2 * (DOUBLE_LETTERS + precision) + 3;
          default -> Math.max(INTEGER_LETTERS, precision);
        };
    return (double) Math.max(width, number);
  }

  private static long printing(NodeDef node, String name) {
    long value = NodeOutputs.attribute(node, name).getI();
    if (value < -1 || value > MAX_PRINTED) {
      throw NodeRefusal.broken(
          node, "has %s as its attribute '%s', which is at most %s", value, name, MAX_PRINTED);
    }
    return Math.max(0, value);
  }

  private static double formatted(NodeDef node, List<Bound> inputs) {
    double letters = text(node, "template").size();
    for (Bound input : inputs) {
      letters += input.bytes + input.elements * (DOUBLE_LETTERS + TensorLimits.DIMENSIONS_COUNTED);
    }
    return letters;
  }

  private static Bound joined(List<Bound> inputs, double elements, double separator) {
    double longest = separator * inputs.size();
    double bytes = elements * longest;
    for (Bound input : inputs) {
      longest += input.longest;
      bytes += input.elements == elements ? input.bytes : elements * input.longest;
    }
    return new Bound(elements, longest, bytes);
  }

  /** Each run of so many neighbours, with so many pads at both ends, is joined. */
  private static Bound ngrams(NodeDef node, Bound input) {
    double separator = text(node, "separator").size();
    double pad = Math.max(text(node, "left_pad").size(), text(node, "right_pad").size());
    double elements = 0;
    double longest = 0;
    double bytes = 0;
    for (long width : NodeOutputs.attribute(node, "ngram_widths").getList().getIList()) {
      long asked = NodeOutputs.attribute(node, "pad_width").getI();
      if (width > MAX_NEIGHBOURS || asked > MAX_NEIGHBOURS) {
        throw NodeRefusal.broken(
            node, "joins %s neighbours with %s pads, more than %s", width, asked, MAX_NEIGHBOURS);
      }
      double pads = 2.0 * (asked < 0 ? width : asked);
      double runs = input.elements * (1 + pads);
      elements += runs;
      longest = Math.max(longest, width * (Math.max(input.longest, pad) + separator));
      bytes += width * (input.bytes + runs * (pad + separator));
    }
    return new Bound(elements, longest, bytes);
  }

  private static Bound reduced(Bound input, double separator) {
    double bytes = input.bytes + input.elements * separator;
    return new Bound(input.elements, bytes, bytes);
  }

  /**
   * A pattern may match nothing, between any two letters. Each digit behind a backslash stands for
   * a part of what was matched.
   */
  private static Bound replaced(Bound input, double rewrite) {
    double longest = input.longest + (input.longest + 1) * rewrite + input.longest * rewrite;
    double bytes = input.bytes + (input.bytes + input.elements) * rewrite + input.bytes * rewrite;
    return new Bound(input.elements, longest, bytes);
  }

  private void requirePattern(NodeDef node) {
    Integer input = PATTERN_INPUTS.get(node.getOp());
    double letters =
        input == null ? text(node, "pattern").size() : inputBound(node.getInput(input)).longest;
    if (letters > MAX_PATTERN) {
      throw NodeRefusal.broken(
          node, "matches a pattern of %.0f letters, more than %s", letters, MAX_PATTERN);
    }
  }

  private Bound inputBound(String input) {
    return requireNonNull(bounds.get(TensorRef.parse(input).node()), input);
  }

  private static ByteString text(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getS();
  }
}
