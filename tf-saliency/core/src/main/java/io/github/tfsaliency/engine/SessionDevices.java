package io.github.tfsaliency.engine;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.inspect.Device;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;

/**
 * The devices of a session. TensorFlow's class for Java does not tell its session's, so an empty
 * one with the same options is asked, once in a process: the devices stay.
 */
public final class SessionDevices {
  /**
   * Options of sessions that compute nothing worth a GPU. The first session that sees one decides
   * how much of its memory the process takes, and should be a model's.
   */
  public static final ConfigProto PROCESSOR =
      ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();

  /** In TensorFlow's long names, ahead of what tells devices of one process apart. */
  private static final String PREFIX = "/device:";

  private static final Map<ConfigProto, ImmutableList<Device>> KNOWN = new ConcurrentHashMap<>();

  private SessionDevices() {}

  /**
   * Lists them.
   *
   * @param options threads and devices
   * @return the CPU, and the GPUs that TensorFlow uses
   * @throws org.tensorflow.exceptions.TensorFlowException if it cannot make such a session
   */
  public static ImmutableList<Device> of(ConfigProto options) {
    return KNOWN.computeIfAbsent(options, SessionDevices::list);
  }

  /**
   * Takes devices for known, so that tests see what a machine with others does.
   *
   * @param options of sessions that are to look as if they had them
   * @param devices instead of what TensorFlow says
   */
  public static void pretend(ConfigProto options, List<Device> devices) {
    KNOWN.put(options, ImmutableList.copyOf(devices));
  }

  @SuppressWarnings("try") // The scope frees what is made within it.
  private static ImmutableList<Device> list(ConfigProto options) {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions chosen = TF_SessionOptions.newSessionOptions();
      BytePointer config = new BytePointer(options.toByteArray());
      tensorflow.TF_SetConfig(chosen, config, config.capacity(), status);
      status.throwExceptionIfNotOK();
      TF_Graph graph = TF_Graph.newGraph();
      TF_Session session = TF_Session.newSession(graph, chosen, status);
      status.throwExceptionIfNotOK();
      try {
        return list(session, status);
      } finally {
        // The session first: a graph waits for its sessions.
        session.delete();
        graph.delete();
      }
    }
  }

  private static ImmutableList<Device> list(TF_Session session, TF_Status status) {
    TF_DeviceList listed = tensorflow.TF_SessionListDevices(session, status);
    status.throwExceptionIfNotOK();
    try {
      ImmutableList.Builder<Device> devices = ImmutableList.builder();
      for (int i = 0; i < tensorflow.TF_DeviceListCount(listed); i++) {
        String name = tensorflow.TF_DeviceListName(listed, i, status).getString();
        String type = tensorflow.TF_DeviceListType(listed, i, status).getString();
        long memory = tensorflow.TF_DeviceListMemoryBytes(listed, i, status);
        status.throwExceptionIfNotOK();
        devices.add(new Device(shortened(name), type, Math.max(0, memory)));
      }
      return devices.build();
    } finally {
      tensorflow.TF_DeleteDeviceList(listed);
    }
  }

  /** Without job, replica and task. */
  static String shortened(String name) {
    int start = name.lastIndexOf(PREFIX);
    return start < 0 ? name : name.substring(start + PREFIX.length());
  }
}
