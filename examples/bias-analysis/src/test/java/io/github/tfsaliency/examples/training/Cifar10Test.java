package io.github.tfsaliency.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  @Test
  void aRecordIsALabelAndOnePlaneForEachColour() throws IOException {
    byte[] record = record(7);
    record[1 + 33] = (byte) 255;
    record[1 + 1024 + 33] = 51;
    record[1 + 2 * 1024 + 33] = 102;
    write("test_batch.bin", record);

    Dataset data = Cifar10.in(folder).test(1);

    assertThat(data.labels().get(0)).isEqualTo(7);
    assertThat(data.pictures().get(0, 1, 1).streamOfObjects()).containsExactly(1f, 0.2f, 0.4f);
    assertThat(data.pictures().get(0, 0, 1).streamOfObjects()).containsExactly(0f, 0f, 0f);
  }

  @Test
  void theTrainingFilesAreReadOneAfterTheOther() throws IOException {
    write("data_batch_1.bin", record(1), record(2));
    write("data_batch_2.bin", record(3), record(4));

    Dataset data = Cifar10.in(folder).train(3);

    assertThat(data.labels().asList()).containsExactly(1, 2, 3);
    assertThat(data.pictureShape()).isEqualTo(Cifar10.PICTURE);
  }

  @Test
  void noMoreThanThereAreAreRead() throws IOException {
    write("test_batch.bin", record(0), record(9));

    assertThat(Cifar10.in(folder).test(10_000).labels().asList()).containsExactly(0, 9);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    write("data_batch_1.bin", record(1));

    refused(2, "There is no file", "data_batch_2.bin");
  }

  @Test
  void aFileThatIsCutShortIsNamed() throws IOException {
    write("data_batch_1.bin", Arrays.copyOf(record(1), RECORD - 1));

    refused(1, "data_batch_1.bin' is no file of CIFAR-10", "3072 bytes", "multiple of 3073");
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    write("data_batch_1.bin");

    refused(1, "data_batch_1.bin' is no file of CIFAR-10", "0 bytes");
  }

  @Test
  void aLabelOutOfRangeIsNamed() throws IOException {
    write("data_batch_1.bin", record(9), record(200));

    refused(2, "data_batch_1.bin' is no file of CIFAR-10", "label of record 1 is 200, not in 0..9");
  }

  private void refused(int count, String... message) {
    assertThatThrownBy(() -> Cifar10.in(folder).train(count))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContainingAll(message);
  }

  private static byte[] record(int label) {
    byte[] record = new byte[RECORD];
    record[0] = (byte) label;
    return record;
  }

  private void write(String name, byte[]... records) throws IOException {
    byte[] all = new byte[Arrays.stream(records).mapToInt(record -> record.length).sum()];
    int size = 0;
    for (byte[] record : records) {
      System.arraycopy(record, 0, all, size, record.length);
      size += record.length;
    }
    Files.write(folder.resolve(name), all);
  }
}
