"""Answers what NumPy makes of arrays.

Run by numpy.js with two files: a JSON list of cases to read, one of answers to write.

A case is { dtype, shape, order, bytes, ops, mode? }: `bytes` (hex) is the memory of an array, `ops`
what is done to it, each a list: ["slice", selectors], ["transpose", axes], ["reshape", shape],
["field", name], ["astype", dtype], ["copy"], ["iterate", i]; ["fill", value] and ["assign", case]
write. An answer is { shape, strides, bytes, str, memory }, or { error }.
"""

import json
import sys
import warnings

import numpy as np

try:
    import ml_dtypes

    BFLOAT16 = np.dtype(ml_dtypes.bfloat16)
except ImportError:
    BFLOAT16 = None

warnings.simplefilter("ignore")


def parse(descr):
    if descr == "bfloat16":
        return BFLOAT16
    if isinstance(descr, str):
        return np.dtype(descr)
    if isinstance(descr, list):
        return np.dtype([(f[0], parse(f[1]), *map(tuple, f[2:])) for f in descr])
    return np.dtype({**descr, "formats": [parse(f) for f in descr["formats"]]})


def selector(item):
    if item is None:
        return slice(None)
    if item == "...":
        return Ellipsis
    return slice(*(item + [None] * 3)[:3]) if isinstance(item, list) else item


def value(item):
    if isinstance(item, dict):
        return complex(item["re"], item["im"])
    return item


def build(case):
    memory = np.frombuffer(bytearray.fromhex(case["bytes"]), np.uint8)
    return memory, np.ndarray(case["shape"], parse(case["dtype"]), memory, order=case["order"])


def apply(array, op, argument=None):
    if op == "slice":
        # A trailing Ellipsis makes a 0-d view of what would be a scalar.
        chosen = [selector(item) for item in argument]
        return array[tuple(chosen if Ellipsis in chosen else [*chosen, Ellipsis])]
    if op == "transpose":
        return array.transpose(argument or None)
    if op == "reshape":
        return array.reshape(argument, copy=False)
    if op == "field":
        return array[argument]
    if op == "astype":
        kind = parse(argument)
        return array.astype(kind.newbyteorder("="), order="C")
    if op == "copy":
        return array.astype(array.dtype.newbyteorder("="), order="C")
    if op == "iterate":
        return np.asarray(list(array)[argument])
    if op == "fill":
        array[...] = value(argument)
    if op == "assign":
        array[...] = answer_view(argument)
    return array


def answer_view(case):
    array = build(case)[1]
    for op in case["ops"]:
        array = apply(array, *op)
    return array


def answer(case):
    memory, array = build(case)
    try:
        for op in case["ops"]:
            array = apply(array, *op)
    except (ValueError, IndexError, TypeError, KeyError, OverflowError) as error:
        return {"error": type(error).__name__, "message": str(error), "memory": memory.tobytes().hex()}
    return {
        "shape": array.shape,
        "strides": array.strides,
        # As bytes, because copies of records leave the padding to chance.
        "bytes": array.view(np.dtype((np.void, array.itemsize))).tobytes().hex(),
        "str": str(array),
        "memory": memory.tobytes().hex(),
    }


with open(sys.argv[1], encoding="utf8") as questions, open(sys.argv[2], "w") as answers:
    json.dump([answer(case) for case in json.load(questions)], answers)
