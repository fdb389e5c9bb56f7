package io.github.tfsaliency.cli.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.display.InputView;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

class TableReaderTest {
  private static final Slot AGE = slot("age", "float", Shape.of(-1, 1));
  private static final Slot VISITS = slot("visits", "int64", Shape.of(-1));
  private static final Slot ROW = slot("x", "float", Shape.of(-1, 3));

  @TempDir Path folder;

  @Test
  void eachColumnIsAnInputOfItsName() throws IOException {
    ImmutableMap<String, Feed> feeds = read("visits,age\n3,41.5\n0,-1e2\n", List.of(), AGE, VISITS);

    assertThat(floats(feeds, "age")).containsExactly(41.5f, -100f);
    assertThat(shape(feeds, "age")).isEqualTo(Shape.of(2, 1));
    assertThat(floats(feeds, "visits")).containsExactly(3f, 0f);
    assertThat(shape(feeds, "visits")).isEqualTo(Shape.of(2));
  }

  @Test
  void columnsAreTakenInTheOrderThatWasAsked() throws IOException {
    ImmutableMap<String, Feed> feeds = read("a,b,id,c\n1,2,x,3\n", List.of("c,a,b"), ROW);

    assertThat(floats(feeds, "x")).containsExactly(3f, 1f, 2f);
  }

  @Test
  void aNameWithACommaStandsInQuotes() throws IOException {
    ImmutableMap<String, Feed> feeds = read("\"a, b\",c,d\n1,2,3\n", List.of("d,\"a, b\",c"), ROW);

    assertThat(floats(feeds, "x")).containsExactly(3f, 1f, 2f);
  }

  @Test
  void theOnlyInputTakesAllColumnsInTheOrderOfTheFile() throws IOException {
    assertThat(floats(read("a,b,c\n1,2,3\n", List.of(), ROW), "x")).containsExactly(1f, 2f, 3f);
  }

  @Test
  void anInputOfSeveralMayHaveAListOfItsOwn() throws IOException {
    ImmutableMap<String, Feed> feeds = read("age,a,b,c\n7,1,2,3\n", List.of("x=b,c,a"), AGE, ROW);

    assertThat(floats(feeds, "x")).containsExactly(2f, 3f, 1f);
    assertThat(floats(feeds, "age")).containsExactly(7f);
  }

  @Test
  void theRowIsSeenAsItWasWritten() throws IOException {
    Feed feed =
        requireNonNull(
            read(
                    "size,colour\n0.50,green\n1,red\n",
                    List.of(),
                    "{\"columns\":{\"colour\":[\"red\",\"green\"]}}",
                    ROW)
                .get("x"));

    assertThat(feed.view().apply(0))
        .isEqualTo(
            new InputView.Row(
                ImmutableList.of("size", "colour=red", "colour=green"),
                ImmutableList.of("0.50", "0", "1")));
    assertThat(floats(feed.values())).containsExactly(0.5f, 0f, 1f, 1f, 1f, 0f);
  }

  @Test
  void aColumnIsBroughtToTheModelsUnits() throws IOException {
    ImmutableMap<String, Feed> feeds =
        read(
            "age\n41.5\n", List.of(), "{\"columns\":{\"age\":{\"offset\":40,\"scale\":0.5}}}", AGE);

    assertThat(floats(feeds, "age")).containsExactly(3f);
  }

  @Test
  void textsBecomePlacesInTheList() throws IOException {
    Slot city = new Slot("city", "int32", Shape.of(-1, 1), ImmutableList.of("Bern", "Chur, GR"));
    ImmutableMap<String, Feed> feeds = read("city\n\"Chur, GR\"\nBern\n", List.of(), city);

    assertThat(floats(feeds, "city")).containsExactly(1f, 0f);
    assertThat(
            new TableReader(Table.read(folder.resolve("t.csv")), Reading.DEFAULT)
                .texts("city", Set.of("city")))
        .containsExactly("Chur, GR", "Bern");
  }

  @Test
  void aMarkAndOtherLineEndsAndQuotesAreRead() throws IOException {
    ImmutableMap<String, Feed> feeds =
        read("\uFEFF\"age\"\r\n\" 1.5 \"\r\n\"2\"\r\n\r\n", List.of(), AGE);

    assertThat(floats(feeds, "age")).containsExactly(1.5f, 2f);
  }

  @Test
  void truthsAreWordsOrNumbers() throws IOException {
    Slot flag = slot("flag", "bool", Shape.of(-1));
    assertThat(floats(read("flag\nTrue\n0\n", List.of(), flag), "flag")).containsExactly(1f, 0f);
    assertRefused("flag\nyes\n", "Row 1", "'yes'", flag);
  }

  @Test
  void aMissingValueIsNamedByRowAndColumn() {
    assertRefused("age,visits\n1,2\n ,3\n", "Row 2", "no value in the column 'age'", AGE, VISITS);
  }

  @Test
  void aColumnNobodyKnowsIsRefusedByName() {
    assertRefused("age,label\n1,2\n", "'label'", "--columns", AGE);
  }

  @Test
  void anInputWithoutAColumnIsNamed() {
    assertRefused("age,visit\n1,2\n", "no column for the input 'visits'", "'visit'", AGE, VISITS);
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> read("a,b,c\n1,2,3\n", List.of("a,b,d"), ROW))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("no column 'd'");
  }

  @Test
  void otherNumbersOfColumnsAreCounted() {
    assertRefused("a,b\n1,2\n", "[?, 3]", "2 columns", ROW);
  }

  @Test
  void aRowOfAnotherLengthIsCounted() {
    assertRefused("a,b,c\n1,2,3\n1,2\n", "Row 2", "2 fields, but the header has 3", ROW);
    assertRefused("a,b,c\n\n1,2,3\n", "Row 1", "0 fields", ROW);
  }

  @Test
  void twoColumnsOfOneNameAreRefused() {
    assertRefused("a,b,a\n1,2,3\n", "two columns 'a'", "rename", ROW);
  }

  @Test
  void aTableWithoutAHeaderIsRefused() {
    assertRefused("1,2,3\n4,5,6\n", "holds numbers", "header", ROW);
    assertRefused("a,,c\n1,2,3\n", "column 2", "no name", ROW);
  }

  @Test
  void aTableWithoutRowsIsRefused() {
    assertRefused("a,b,c\n", "no rows", "header", ROW);
    assertRefused("", "no rows", "first line", ROW);
  }

  @Test
  void aWordIsNoNumber() {
    assertRefused("age\n1\nred\n", "Row 2", "'red'", AGE);
    assertThatThrownBy(() -> read("age\nred\n", List.of(), AGE)).hasMessageContaining("--encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "1e999", "0x1p3", "1d", "--1", "1,5"})
  void whatIsNoFiniteNumberIsRefused(String cell) {
    assertRefused("age\n\"" + cell + "\"\n", "Row 1", "'" + cell + "'", AGE);
  }

  @Test
  void integersAreWholeAndExact() {
    assertRefused("visits\n1.5\n", "Row 1", "int64", VISITS);
    assertRefused("visits\n16777217\n", "Row 1", "int64", VISITS);
  }

  @Test
  void anUnknownCategoryIsNamed() {
    assertThatThrownBy(
            () ->
                read("a,c\n1,blue\n", List.of(), "{\"columns\":{\"c\":[\"red\",\"green\"]}}", ROW))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("'blue'")
        .hasMessageContaining("'red'");
  }

  @Test
  void anotherEncodingThanUtf8IsRefused() throws IOException {
    write("age\n1\nZürich\n", ISO_8859_1);

    assertThatThrownBy(() -> Table.read(folder.resolve("t.csv")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("not text in UTF-8");
  }

  @Test
  void aQuoteThatIsNotClosedIsAnErrorInWords() {
    assertRefused("age\n\"1\n2\n3\n", "cannot be read", "quote", AGE);
  }

  @Test
  void bytesOfAnythingAreAnErrorInWords() throws IOException {
    write("age\u0000\n1\n", UTF_8);

    assertThatThrownBy(() -> Table.read(folder.resolve("t.csv")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("not text");
  }

  @Test
  void thousandsOfColumnsAreAnErrorInWords() {
    assertRefused("a,".repeat(200_000) + "b\n", "more than", "columns", ROW);
  }

  private void assertRefused(String text, String what, String also, Slot... slots) {
    assertThatThrownBy(() -> read(text, List.of(), slots))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("t.csv")
        .hasMessageContaining(what)
        .hasMessageContaining(also);
  }

  private ImmutableMap<String, Feed> read(String text, List<String> columns, Slot... slots)
      throws IOException {
    return read(text, columns, "{}", slots);
  }

  private ImmutableMap<String, Feed> read(
      String text, List<String> columns, String encoding, Slot... slots) throws IOException {
    write(text, UTF_8);
    Reading reading =
        new Reading(
            ImmutableList.copyOf(columns),
            ColumnTables.fromJson(encoding),
            Optional.empty(),
            SpecialTokens.BERT,
            OptionalInt.empty(),
            Optional.empty(),
            ImmutableList.of());
    return new TableReader(Table.read(folder.resolve("t.csv")), reading)
        .feeds(ImmutableList.copyOf(slots), Set.of());
  }

  private void write(String text, Charset charset) throws IOException {
    Files.writeString(folder.resolve("t.csv"), text, charset);
  }

  private static Slot slot(String name, String type, Shape shape) {
    return new Slot(name, type, shape, ImmutableList.of());
  }

  private static Shape shape(ImmutableMap<String, Feed> feeds, String name) {
    return requireNonNull(feeds.get(name)).values().shape();
  }

  private static List<Float> floats(ImmutableMap<String, Feed> feeds, String name) {
    return floats(requireNonNull(feeds.get(name)).values());
  }

  private static List<Float> floats(FloatNdArray values) {
    List<Float> floats = new ArrayList<>();
    values.scalars().forEach(value -> floats.add(value.getFloat()));
    return floats;
  }
}
