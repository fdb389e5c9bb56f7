package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.image.Picture;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/**
 * Makes of an encoded picture in a graph what {@link Picture#read(byte[])} and {@link Picture#fit}
 * make of it in Java.
 *
 * @param loops what writes loops
 * @param width of the result
 * @param height of the result
 */
record PictureGraph(Loops loops, int width, int height) {
  private static final long[] JPEG = {0xff, 0xd8, 0xff};
  private static final long[] PNG = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int CMYK = 4;

  /** Where a PNG says how large it is. */
  private static final int PNG_WIDTH = 16;

  private static final int PNG_HEIGHT = 20;
  private static final int PNG_DEPTH = 24;
  private static final int PNG_TYPE = 25;
  private static final long PALETTE = 3;

  private static final double MOST = 65535;

  /**
   * Decodes, turns, crops and resizes a picture.
   *
   * @param files encoded pictures {@code [N]}
   * @param index which of them
   * @return {@code [height, width, 3]}, red, green, blue
   */
  Operand<TUint8> write(GraphDraft draft, Operand<TString> files, Operand<TInt32> index) {
    Ops tf = draft.tf();
    Operand<TString> given = tf.gather(files, index, tf.constant(0));
    FileBytes any = FileBytes.of(tf, given);
    Operand<TInt32> begin = tf.constant(0);
    Operand<TBool> png = any.has(begin, PNG);
    Operand<TInt64> orientation = new OrientationGraph(loops).write(draft, any, png);
    // A picture that cannot be decoded cancels what runs beside it, and TensorFlow may then tell of
    // a cancelled loop instead of the picture. Therefore no loop runs beside the decoder.
    Ops known =
        requiring(
            tf.withControlDependencies(orientation),
            tf.math.logicalOr(png, any.has(begin, JPEG)),
            index,
            " is neither a JPEG nor a PNG file. Maybe convert it first, or decode it and call"
                + " 'explain'.");
    Operand<TString> file = known.identity(given);
    ImmutableList<Operand<?>> arguments = ImmutableList.of(file, index, any.padded(), any.size());
    try (LoopBody fromPng = LoopBody.function(loops.prefix(), arguments, this::decodePng);
        LoopBody fromJpeg = LoopBody.function(loops.prefix(), arguments, this::decodeJpeg)) {
      Operand<TUint8> image =
          Casts.typed(loops.choose(draft, png, arguments, fromPng, fromJpeg).get(0));
      return new BicubicGraph(loops).write(draft, middle(tf, image, orientation), width, height);
    }
  }

  private List<Operand<?>> decodeJpeg(GraphDraft body, ImmutableList<Operand<?>> arguments) {
    Ops tf = body.tf();
    Operand<TString> file = Casts.typed(arguments.get(0));
    Operand<TInt32> index = Casts.typed(arguments.get(1));
    Operand<TInt32> shape = tf.image.extractJpegShape(file);
    Ops small = small(tf, part(tf, shape, 1), part(tf, shape, 0), index);
    Ops known =
        requiring(
            small,
            tf.math.notEqual(part(tf, shape, 2), tf.constant(CMYK)),
            index,
            " is a JPEG of four channels (CMYK), whose colours TensorFlow does not convert. Maybe"
                + " save it as RGB.");
    return List.of(
        known.image.decodeJpeg(
            file,
            DecodeJpeg.channels(3L),
            DecodeJpeg.dctMethod("INTEGER_ACCURATE"),
            DecodeJpeg.fancyUpscaling(true)));
  }

  private List<Operand<?>> decodePng(GraphDraft body, ImmutableList<Operand<?>> arguments) {
    Ops tf = body.tf();
    Operand<TString> file = Casts.typed(arguments.get(0));
    Operand<TInt32> index = Casts.typed(arguments.get(1));
    FileBytes bytes =
        new FileBytes(tf, Casts.typed(arguments.get(2)), Casts.typed(arguments.get(3)));
    Ops small =
        small(
            tf, bytes.big(tf.constant(PNG_WIDTH), 4), bytes.big(tf.constant(PNG_HEIGHT), 4), index);
    Operand<TInt64> depth = bytes.big(tf.constant(PNG_DEPTH), 1);
    Operand<TBool> isPalette = bytes.has(tf.constant(PNG_TYPE), PALETTE);
    // Java's decoder knows a transparent grey of 1, 8 and 16 bits.
    Operand<TBool> isBlackAndWhite =
        tf.math.logicalAnd(tf.math.equal(depth, tf.constant(1L)), tf.math.logicalNot(isPalette));
    Operand<TBool> isStored =
        tf.math.logicalAnd(
            tf.math.less(depth, tf.constant(8L)), tf.math.logicalNot(isBlackAndWhite));
    ImmutableList<Operand<?>> encoded = ImmutableList.of(small.identity(file));
    try (LoopBody asStored = LoopBody.function(loops.prefix(), encoded, PictureGraph::asStored);
        LoopBody withAlpha = LoopBody.function(loops.prefix(), encoded, PictureGraph::withAlpha)) {
      Operand<TUint16> image =
          Casts.typed(loops.choose(body, isStored, encoded, asStored, withAlpha).get(0));
      return List.of(
          new RowBlocks(loops)
              .write(
                  body,
                  image,
                  DynamicShape.size(tf, image, 1),
                  ImmutableList.of(isBlackAndWhite),
                  (within, rows, same) ->
                      overWhite(within, Casts.typed(rows), Casts.typed(same.get(0)))));
    }
  }

  /** With an alpha channel, whichever chunk has it. */
  private static List<Operand<?>> withAlpha(GraphDraft body, ImmutableList<Operand<?>> arguments) {
    return List.of(
        body.tf()
            .image
            .decodePng(Casts.typed(arguments.get(0)), TUint16.class, DecodePng.channels(4L)));
  }

  /**
   * Less than 8 bits, to which TensorFlow would add an alpha channel of its largest sample or index
   * instead of 255.
   */
  private static List<Operand<?>> asStored(GraphDraft body, ImmutableList<Operand<?>> arguments) {
    Ops tf = body.tf();
    Operand<TUint16> image =
        tf.image.decodePng(Casts.typed(arguments.get(0)), TUint16.class, DecodePng.channels(0L));
    Operand<TInt32> three = tf.constant(3);
    Operand<TInt32> channels = DynamicShape.size(tf, image, 2);
    Operand<TInt32> colours =
        tf.math.minimum(tf.array(0, 1, 2), tf.math.sub(channels, tf.constant(1)));
    Operand<TInt32> atLeast = tf.math.maximum(channels, three);
    Operand<TUint16> opaque =
        tf.fill(
            tf.stack(
                List.of(
                    DynamicShape.size(tf, image, 0),
                    DynamicShape.size(tf, image, 1),
                    tf.math.sub(tf.constant(4), atLeast))),
            tf.dtypes.cast(tf.constant((int) MOST), TUint16.class));
    Operand<TInt32> last = tf.constant(2);
    return List.of(
        tf.concat(
            ImmutableList.of(
                tf.gather(image, colours, last),
                tf.gather(image, tf.range(three, atLeast, tf.constant(1)), last),
                opaque),
            last));
  }

  /**
   * As {@code Samples} does it, whose values never lie between two whole numbers.
   *
   * @param isBlackAndWhite whether alpha is 0 or what TensorFlow adds to a single bit: 1 instead of
   *     255
   */
  private static Operand<TUint8> overWhite(
      Ops tf, Operand<TUint16> rows, Operand<TBool> isBlackAndWhite) {
    Operand<TFloat64> values = tf.dtypes.cast(rows, TFloat64.class);
    Operand<TInt32> last = tf.constant(2);
    Operand<TFloat64> most = tf.constant(MOST);
    Operand<TFloat64> samples = tf.gather(values, tf.array(0, 1, 2), last);
    Operand<TFloat64> alpha = tf.gather(values, tf.array(3), last);
    Operand<TFloat64> opacity =
        tf.math.div(
            tf.select(
                tf.math.logicalAnd(isBlackAndWhite, tf.math.greater(alpha, tf.constant(0.0))),
                most,
                alpha),
            most);
    Operand<TFloat64> shares =
        tf.math.add(
            tf.math.sub(tf.constant(1.0), opacity),
            tf.math.div(tf.math.mul(opacity, samples), most));
    return RowBlocks.rounded(tf, tf.math.mul(tf.constant(255.0), shares));
  }

  /** The middle that {@code Crop} cuts out, turned upright: {@code [W, H, 3]}. */
  private Operand<TUint8> middle(Ops tf, Operand<TUint8> image, Operand<TInt64> orientation) {
    Operand<TBool> swapped = tf.math.greaterEqual(orientation, tf.constant(5L));
    Operand<TInt32> rows = DynamicShape.size(tf, image, 0);
    Operand<TInt32> columns = DynamicShape.size(tf, image, 1);
    // As wide and as high as the result, were it turned as the file is.
    Operand<TInt32> wide = tf.select(swapped, tf.constant(height), tf.constant(width));
    Operand<TInt32> high = tf.select(swapped, tf.constant(width), tf.constant(height));
    Operand<TInt32> fromRows =
        places(tf, rows, columns, high, wide, oneOf(tf, orientation, 3, 4, 6, 7));
    Operand<TInt32> fromColumns =
        places(tf, columns, rows, wide, high, oneOf(tf, orientation, 2, 3, 7, 8));
    Operand<TUint8> part =
        tf.gather(tf.gather(image, fromRows, tf.constant(0)), fromColumns, tf.constant(1));
    return tf.linalg.transpose(part, tf.select(swapped, tf.array(0, 1, 2), tf.array(1, 0, 2)));
  }

  /** Which pixels of a side are kept, in their new order. */
  private static Operand<TInt32> places(
      Ops tf,
      Operand<TInt32> side,
      Operand<TInt32> other,
      Operand<TInt32> to,
      Operand<TInt32> otherTo,
      Operand<TBool> mirrors) {
    Operand<TFloat64> wanted =
        tf.math.floor(
            tf.math.add(
                RowBlocks.quotient(
                    tf, tf.math.mul(exact(tf, other), exact(tf, to)), exact(tf, otherTo)),
                tf.constant(0.5)));
    Operand<TInt32> size =
        tf.dtypes.cast(
            tf.math.minimum(exact(tf, side), tf.math.maximum(wanted, tf.constant(1.0))),
            TInt32.class);
    // The centre is that of the upright picture: a pixel more may be cut off at its end.
    Operand<TInt32> start = tf.math.floorDiv(tf.math.sub(side, size), tf.constant(2));
    Operand<TInt32> places = tf.range(start, tf.math.add(start, size), tf.constant(1));
    return tf.select(mirrors, tf.math.sub(tf.math.sub(side, tf.constant(1)), places), places);
  }

  private static Operand<TFloat64> exact(Ops tf, Operand<TInt32> size) {
    return tf.dtypes.cast(size, TFloat64.class);
  }

  /** Ops that run only if a picture is not too large. */
  private static Ops small(
      Ops tf,
      Operand<? extends TNumber> width,
      Operand<? extends TNumber> height,
      Operand<TInt32> index) {
    Operand<TFloat64> pixels =
        tf.math.mul(tf.dtypes.cast(width, TFloat64.class), tf.dtypes.cast(height, TFloat64.class));
    return requiring(
        tf,
        tf.math.lessEqual(pixels, tf.constant((double) Picture.MAX_PIXELS)),
        index,
        " has more than " + Picture.MAX_PIXELS + " pixels. Maybe shrink it first.");
  }

  /** Ops that run only if something holds; otherwise the call fails and says of which picture. */
  private static Ops requiring(
      Ops tf, Operand<TBool> condition, Operand<TInt32> index, String text) {
    Operand<TString> message =
        tf.strings.join(
            List.of(tf.constant("Picture "), tf.dtypes.asString(index), tf.constant(text)));
    return tf.withControlDependencies(tf.assertThat(condition, List.<Operand<?>>of(message)));
  }

  private static Operand<TBool> oneOf(Ops tf, Operand<TInt64> value, long... wanted) {
    return tf.any(tf.math.equal(value, tf.constant(wanted)), tf.constant(0));
  }

  private static Operand<TInt32> part(Ops tf, Operand<TInt32> vector, int index) {
    return tf.gather(vector, tf.constant(index), tf.constant(0));
  }
}
