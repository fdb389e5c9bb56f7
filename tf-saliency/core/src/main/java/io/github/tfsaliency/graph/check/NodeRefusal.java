package io.github.tfsaliency.graph.check;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import org.tensorflow.proto.NodeDef;

/** Exceptions that name a node, say what is wrong with it and what may help. */
public final class NodeRefusal {
  private NodeRefusal() {}

  /**
   * The refusal of a node that is not what its op declares.
   *
   * @param node the node
   * @param what follows the node's name and ends without a full stop
   * @param values of the text
   * @return the exception, to be thrown
   */
  @FormatMethod
  public static UnsupportedModelException broken(
      NodeDef node, @FormatString String what, Object... values) {
    return of(
        node,
        "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this library's.",
        what,
        values);
  }

  /**
   * The refusal of a node for a reason of its own.
   *
   * @param node the node
   * @param maybe a sentence on what may help
   * @param what follows the node's name and ends without a full stop
   * @param values of the text
   * @return the exception, to be thrown
   */
  @FormatMethod
  public static UnsupportedModelException of(
      NodeDef node, String maybe, @FormatString String what, Object... values) {
    return new UnsupportedModelException(
        Message.of(
            "Node '%s' (op '%s') %s.\n%s",
            node.getName(),
            node.getOp(),
            Message.part(Message.of(what, values)),
            Message.part(maybe)));
  }
}
