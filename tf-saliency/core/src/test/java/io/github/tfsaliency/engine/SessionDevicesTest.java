package io.github.tfsaliency.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.inspect.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.ConfigProto;

/** What a session may compute on, and what it may take of that. */
class SessionDevicesTest {
  private static final long GIBIBYTE = 1L << 30;

  private static Device cpu() {
    return new Device("CPU:0", "CPU", 1 << 28);
  }

  private static Device gpu(int number, long memory) {
    return new Device("GPU:" + number, "GPU", memory);
  }

  @Test
  void aSessionWithoutGpusHasTheProcessorAlone() {
    ConfigProto options = ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();

    assertThat(SessionDevices.of(options)).extracting(Device::name).containsExactly("CPU:0");
    assertThat(SessionDevices.of(options)).noneMatch(Device::isGpu);
  }

  @Test
  void asManyProcessorsAreListedAsTheSessionHas() {
    ConfigProto options =
        ConfigProto.newBuilder().putDeviceCount("CPU", 3).putDeviceCount("GPU", 0).build();

    assertThat(SessionDevices.of(options))
        .extracting(Device::name)
        .containsExactly("CPU:0", "CPU:1", "CPU:2");
  }

  @ParameterizedTest
  @CsvSource({
    "/job:localhost/replica:0/task:0/device:GPU:1, GPU:1",
    "/job:localhost/replica:0/task:0/device:CPU:0, CPU:0",
    "GPU:0, GPU:0"
  })
  void namesAreWhatTellsDevicesOfOneProcessApart(String name, String shortened) {
    assertThat(SessionDevices.shortened(name)).isEqualTo(shortened);
  }

  @ParameterizedTest
  @CsvSource({"80, 10240", "24, 3072", "8, 1024", "1, 256"})
  void aComputationMayTakeAnEighthOfTheGpu(long gibibytes, long mebibytes) {
    assertThat(MemoryBudget.of(ImmutableList.of(cpu(), gpu(0, gibibytes * GIBIBYTE))))
        .isEqualTo(mebibytes << 20);
  }

  @Test
  void theSmallestOfSeveralGpusDecides() {
    assertThat(
            MemoryBudget.of(ImmutableList.of(cpu(), gpu(0, 80 * GIBIBYTE), gpu(1, 16 * GIBIBYTE))))
        .isEqualTo(2 * GIBIBYTE);
  }

  @Test
  void withoutAGpuTheMachineDecides() {
    assertThat(MemoryBudget.of(ImmutableList.of(cpu()))).isEqualTo(MemoryBudget.ofMachine());
    assertThat(MemoryBudget.ofMachine()).isBetween(GIBIBYTE / 4, GIBIBYTE / 2);
  }

  @Test
  void noDeviceHasLessThanNothing() {
    assertThatThrownBy(() -> new Device("GPU:0", "GPU", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The memory of the device 'GPU:0' (-1 bytes) is negative.");
  }
}
