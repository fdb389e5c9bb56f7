package io.github.tfsaliency.op;

import static com.google.common.collect.ImmutableSetMultimap.toImmutableSetMultimap;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The traits of TensorFlow's ops, read from {@code ops.txt}. */
public final class OpTable {
  private static final ImmutableSetMultimap<OpTrait, String> OPS = read();

  private OpTable() {}

  /**
   * Whether an op has a trait.
   *
   * @param op the op's name
   * @param trait the trait
   * @return false for an op that the table lacks
   */
  public static boolean is(String op, OpTrait trait) {
    return OPS.containsEntry(trait, op);
  }

  /**
   * Whether an op has one of several traits.
   *
   * @param op the op's name
   * @param traits the traits
   * @return false for an op that the table lacks
   */
  public static boolean isAny(String op, OpTrait... traits) {
    return Arrays.stream(traits).anyMatch(trait -> is(op, trait));
  }

  /**
   * The ops with a trait.
   *
   * @param trait the trait
   * @return their names, in the order of the table
   */
  public static ImmutableSet<String> with(OpTrait trait) {
    return OPS.get(trait);
  }

  private static ImmutableSetMultimap<OpTrait, String> read() {
    return OpListFile.lines(OpTable.class, "ops.txt").stream()
        .flatMap(OpTable::entries)
        .collect(toImmutableSetMultimap(Entry::trait, Entry::op));
  }

  private static Stream<Entry> entries(String row) {
    List<String> words = Splitter.on(' ').omitEmptyStrings().splitToList(row);
    return words.stream().skip(1).map(trait -> new Entry(OpTrait.of(trait), words.get(0)));
  }

  private record Entry(OpTrait trait, String op) {}
}
