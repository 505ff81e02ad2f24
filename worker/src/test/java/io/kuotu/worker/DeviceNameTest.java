package io.kuotu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceNameTest {
    @Test
    void unlessSetAllGpusThatAreSeenAreUsedElseTheProcessor() {
        assertThat(labels(Optional.empty(), 0)).containsExactly("cpu", "cpu-1");
        assertThat(labels(Optional.empty(), 2)).containsExactly("gpu0", "gpu1");
    }

    @Test
    void theProcessorMayRunSeveralLoops() {
        assertThat(labels(Optional.of(List.of("cpu", "cpu")), 0)).containsExactly("cpu", "cpu-1");
        assertThat(DeviceName.loopsOnCpu(Optional.of(List.of("cpu", "gpu0")), 16)).isEqualTo(1);
        assertThat(DeviceName.loopsOnCpu(Optional.empty(), 16)).isEqualTo(2);
        assertThat(DeviceName.loopsOnCpu(Optional.empty(), 1)).isEqualTo(1);
    }

    @Test
    void aDeviceThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> labels(Optional.of(List.of("gpu3")), 2))
                .hasMessage("kuotu.worker.devices: gpu3 is not there: the engine sees 2 GPU(s)");
        assertThatThrownBy(() -> labels(Optional.of(List.of("gpu0", "gpu0")), 2))
                .hasMessage("kuotu.worker.devices: gpu0 is there twice");
        assertThat(DeviceName.problem("tpu"))
                .hasValue("'tpu' is none of cpu, simulated, gpu0, gpu1, ...");
        assertThat(DeviceName.problem("gpu12")).isEmpty();
    }

    private static List<String> labels(Optional<List<String>> configured, int seen) {
        return DeviceName.resolve(configured, seen, 4).stream().map(DeviceName::label).toList();
    }
}
