package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Reads in a graph how a camera was held: the tag of the EXIF metadata in the segment APP1 of a
 * JPEG, or in the chunk eXIf of a PNG. Whatever is broken means upright, as it does in Java.
 *
 * <p>Source: CIPA DC-008, Exif 2.32, tag 274; W3C, PNG, 3rd edition.
 *
 * @param loops what writes loops
 */
record OrientationGraph(Loops loops) {
  private static final int JPEG_HEADER = 2;
  private static final int PNG_HEADER = 8;

  /** The length, the type and the checksum of a chunk. */
  private static final int PNG_FRAME = 12;

  private static final int APP1 = 0xe1;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;

  /** "Exif", and the two zeros behind it. */
  private static final long[] EXIF = {0x45, 0x78, 0x69, 0x66, 0, 0};

  private static final long[] EXIF_CHUNK = {0x65, 0x58, 0x49, 0x66};

  private static final long TAG = 274;
  private static final int ENTRY = 12;

  /**
   * Reads the orientation.
   *
   * @param file a JPEG or PNG
   * @param png which of them
   * @return 1 (upright) to 8
   */
  Operand<TInt64> write(GraphDraft draft, FileBytes file, Operand<TBool> png) {
    Ops tf = draft.tf();
    Operand<TInt32> none = tf.constant(0);
    ImmutableList<Operand<?>> sums = ImmutableList.of(none, none);
    ImmutableList<Operand<?>> constants = ImmutableList.of(file.padded(), file.size(), png);
    Operand<TInt32> header = tf.select(png, tf.constant(PNG_HEADER), tf.constant(JPEG_HEADER));
    ImmutableList<Operand<?>> given =
        ImmutableList.<Operand<?>>builder()
            .add(none, file.size())
            .addAll(sums)
            .addAll(constants)
            .build();
    try (LoopBody body = LoopBody.function(loops.prefix(), given, OrientationGraph::step)) {
      ImmutableList<Operand<?>> found =
          loops.write(draft, tf.math.sub(file.size(), header), sums, constants, body);
      return tag(file, Casts.typed(found.get(0)), Casts.typed(found.get(1)));
    }
  }

  /** One segment or chunk; the turn is how far behind the header it lies. */
  private static List<Operand<?>> step(GraphDraft body, ImmutableList<Operand<?>> arguments) {
    Ops tf = body.tf();
    Operand<TInt32> turn = Casts.typed(arguments.get(0));
    Operand<TInt32> last = Casts.typed(arguments.get(1));
    FileBytes file =
        new FileBytes(tf, Casts.typed(arguments.get(4)), Casts.typed(arguments.get(5)));
    Operand<TBool> png = Casts.typed(arguments.get(6));
    Operand<TInt32> place = tf.math.add(turn, tf.math.sub(file.size(), last));

    Operand<TInt64> marker = file.big(tf.math.add(place, tf.constant(1)), 1);
    Operand<TBool> isMarker = file.has(place, 0xff);
    // Between segments there may be any number of bytes 0xff.
    Operand<TBool> fills = is(tf, marker, 0xff);
    Operand<TInt64> segment =
        tf.select(
            fills,
            tf.constant(1L),
            tf.math.add(file.big(tf.math.add(place, tf.constant(2)), 2), tf.constant(2L)));
    Operand<TBool> isExifSegment =
        tf.math.logicalAnd(
            tf.math.logicalAnd(isMarker, is(tf, marker, APP1)),
            file.has(tf.math.add(place, tf.constant(4)), EXIF));
    Operand<TBool> isEnd =
        tf.math.logicalOr(
            tf.math.logicalNot(isMarker),
            tf.math.logicalOr(is(tf, marker, SOS), is(tf, marker, EOI)));

    Operand<TInt64> chunk = tf.math.add(file.big(place, 4), tf.constant((long) PNG_FRAME));
    Operand<TBool> isExifChunk = file.has(tf.math.add(place, tf.constant(4)), EXIF_CHUNK);

    Operand<TBool> isExif = tf.select(png, isExifChunk, isExifSegment);
    Operand<TInt32> start = tf.math.add(place, tf.select(png, tf.constant(8), tf.constant(10)));
    Operand<TInt64> length = tf.select(png, chunk, segment);
    Operand<TInt64> next = tf.math.add(tf.dtypes.cast(place, TInt64.class), length);
    Operand<TInt64> end = tf.math.sub(next, tf.select(png, tf.constant(4L), tf.constant(0L)));
    Operand<TBool> stops =
        tf.math.logicalOr(isExif, tf.math.logicalAnd(tf.math.logicalNot(png), isEnd));
    Operand<TInt32> within =
        tf.dtypes.cast(
            tf.math.minimum(
                tf.math.add(tf.dtypes.cast(turn, TInt64.class), length),
                tf.dtypes.cast(last, TInt64.class)),
            TInt32.class);
    Operand<TInt32> limit =
        tf.dtypes.cast(
            tf.math.minimum(end, tf.dtypes.cast(file.size(), TInt64.class)), TInt32.class);
    return ImmutableList.<Operand<?>>builder()
        .add(tf.select(stops, last, within))
        .add(last)
        .add(tf.select(isExif, start, Casts.<TInt32>typed(arguments.get(2))))
        .add(tf.select(isExif, limit, Casts.<TInt32>typed(arguments.get(3))))
        .addAll(arguments.subList(4, arguments.size()))
        .build();
  }

  /** The tag of the first directory of a TIFF file that is a part of the file. */
  private static Operand<TInt64> tag(FileBytes file, Operand<TInt32> start, Operand<TInt32> end) {
    Ops tf = file.tf();
    Operand<TBool> big = file.has(start, 'M', 'M', 0, 42);
    Operand<TBool> known = tf.math.logicalOr(big, file.has(start, 'I', 'I', 42, 0));
    Operand<TInt64> length = tf.dtypes.cast(tf.math.sub(end, start), TInt64.class);
    Operand<TInt64> directory =
        tf.math.minimum(file.number(big, tf.math.add(start, tf.constant(4)), 4), length);
    Operand<TInt32> first = tf.math.add(start, tf.dtypes.cast(directory, TInt32.class));
    Operand<TInt64> entries = file.number(big, first, 2);
    Operand<TBool> whole =
        tf.math.lessEqual(
            tf.math.add(
                tf.math.add(directory, tf.constant(2L)),
                tf.math.mul(entries, tf.constant((long) ENTRY))),
            length);
    Operand<TInt32> count =
        tf.dtypes.cast(
            tf.select(tf.math.logicalAnd(known, whole), entries, tf.constant(0L)), TInt32.class);
    Operand<TInt32> places =
        tf.math.add(
            tf.math.add(first, tf.constant(2)),
            tf.math.mul(tf.range(tf.constant(0), count, tf.constant(1)), tf.constant(ENTRY)));
    Operand<TInt64> value = value(file, big, places);
    Operand<TBool> says =
        tf.math.logicalAnd(
            tf.math.equal(file.number(big, places, 2), tf.constant(TAG)),
            tf.math.equal(
                file.number(big, tf.math.add(places, tf.constant(4)), 4), tf.constant(1L)));
    // The first entry counts. Behind all of them there is one that says upright.
    Operand<TInt64> said =
        tf.concat(
            ImmutableList.of(tf.gatherNd(value, tf.where(says)), tf.array(1L)), tf.constant(0));
    Operand<TInt64> orientation = tf.gather(said, tf.constant(0), tf.constant(0));
    return tf.select(
        tf.math.logicalAnd(
            tf.math.greaterEqual(orientation, tf.constant(1L)),
            tf.math.lessEqual(orientation, tf.constant(8L))),
        orientation,
        tf.constant(1L));
  }

  /** Of the types of one, two and four bytes; 0 for any other. */
  private static Operand<TInt64> value(FileBytes file, Operand<TBool> big, Operand<TInt32> places) {
    Ops tf = file.tf();
    Operand<TInt64> type = file.number(big, tf.math.add(places, tf.constant(2)), 2);
    Operand<TInt32> at = tf.math.add(places, tf.constant(8));
    Operand<TInt64> none = tf.zerosLike(type);
    Operand<TInt64> byteValue = tf.select(either(tf, type, 1, 6), file.number(big, at, 1), none);
    Operand<TInt64> shortValue = tf.select(either(tf, type, 3, 8), file.number(big, at, 2), none);
    Operand<TInt64> longValue = tf.select(either(tf, type, 4, 9), file.number(big, at, 4), none);
    return tf.math.add(byteValue, tf.math.add(shortValue, longValue));
  }

  private static Operand<TBool> either(Ops tf, Operand<TInt64> value, long one, long other) {
    return tf.math.logicalOr(is(tf, value, one), is(tf, value, other));
  }

  private static Operand<TBool> is(Ops tf, Operand<TInt64> value, long wanted) {
    return tf.math.equal(value, tf.constant(wanted));
  }
}
