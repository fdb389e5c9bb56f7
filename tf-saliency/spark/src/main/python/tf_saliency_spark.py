"""tf-saliency in PySpark: a transformer that explains the rows of a DataFrame.

Needs the jar tf-saliency-spark and TensorFlow's natives on the cluster (docs/spark.md). Import this
module before a pipeline is loaded that has the transformer: PySpark finds the class by it.
"""

import sys

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaTransformer

__all__ = ["SaliencyTransformer"]

_PACKAGE = "io.github.tfsaliency.spark"


def _text(name, doc):
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toString)


class SaliencyTransformer(JavaTransformer, JavaMLReadable, JavaMLWritable):
    """Adds a column with the map, the target, its score and a record, or with a row's error."""

    modelPath = _text("modelPath", "the folder of the SavedModel, on every worker")
    method = _text("method", "the method as on the command line: name or name:key=value,...")
    target = _text("target", "the target, as on the command line")
    inputCol = _text("inputCol", "the column with files, images or arrays of numbers")
    outputCol = _text("outputCol", "the added column")
    format = _text("format", "the form of the map: map, its values, or png, a picture")
    memory = Param(
        Params._dummy(),
        "memory",
        "how much memory the values of the rows in the model may take, in MiB; 0 for an eighth of"
        " the machine's, at most 512",
        typeConverter=TypeConverters.toInt,
    )

    @keyword_only
    def __init__(
        self,
        *,
        modelPath=None,
        method="gradient",
        target="top",
        inputCol="content",
        outputCol="saliency",
        format="map",
        memory=0,
    ):
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + ".SaliencyTransformer", self.uid)
        self._setDefault(
            method="gradient",
            target="top",
            inputCol="content",
            outputCol="saliency",
            format="map",
            memory=0,
        )
        self._set(**self._input_kwargs)

    def setModelPath(self, value):
        return self._set(modelPath=value)

    def setMethod(self, value):
        return self._set(method=value)

    def setTarget(self, value):
        return self._set(target=value)

    def setInputCol(self, value):
        return self._set(inputCol=value)

    def setOutputCol(self, value):
        return self._set(outputCol=value)

    def setFormat(self, value):
        return self._set(format=value)

    def setMemory(self, value):
        return self._set(memory=value)

    @classmethod
    def read(cls):
        return _Reader(cls)


class _Reader(JavaMLReader):
    @classmethod
    def _java_loader_class(cls, clazz):
        return _PACKAGE + "." + clazz.__name__


# PySpark looks for the wrapper of a Java class in the module that is called as its package.
sys.modules.setdefault(_PACKAGE, sys.modules[__name__])
