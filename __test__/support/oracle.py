"""Answers what NumPy makes of arrays.

Run by numpy.js with two files: a JSON list of cases to read, one of answers to write.

A case is { dtype, shape, order, bytes, ops, mode? }: `bytes` (hex) is the memory of an array, `ops`
what is done to it, each a list: ["slice", selectors], ["transpose", axes], ["reshape", shape],
["field", name], ["astype", dtype], ["copy"], ["iterate", i]; ["fill", value] and ["assign", case]
write. An answer is { shape, strides, bytes, str, memory }, or { error }.

With `call` ([name, options]) it is what a method gives for each output, { shape, values, scales? }: floats
as hexadecimal text, sums of them exactly rounded, deviations from two passes in long double. Of `equals`,
whose option `other` is a case, it is { equal }.
"""

import json
import math
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


def number(x):
    """A value as JSON: floats by their bits, large integers as text."""
    if isinstance(x, (np.datetime64, np.timedelta64)):
        return str(int(x.astype(np.int64)))
    if isinstance(x, (complex, np.complexfloating)):
        return [float(x.real).hex(), float(x.imag).hex()]
    if isinstance(x, (bool, np.bool_)):
        return bool(x)
    if isinstance(x, (int, np.integer)):
        return str(int(x))
    return float(x).hex()


def is_nan(x):
    return np.isnat(x) if x.dtype.kind in "mM" else np.isnan(x)


def exact_sum(xs):
    try:
        return math.fsum(xs)
    except (ValueError, OverflowError):
        return float(np.sum(np.array(xs)))


def reduce_group(name, group, skip, ddof):
    """The result for one output, and what its error is measured by."""
    kind = group.dtype.kind
    if BFLOAT16 is not None and group.dtype == BFLOAT16:
        kind = "f"
    if name in ("any", "all"):
        return number(bool(getattr(np, name)(group.astype(bool)))), 0.0
    nan = is_nan(group) if kind in "fcmM" else np.zeros(group.shape, bool)
    places = np.arange(len(group))
    if skip:
        group, places, nan = group[~nan], places[~nan], nan[~nan]
    if name in ("min", "max", "argmin", "argmax"):
        if len(group) == 0:
            return "nan", 0.0
        if name.startswith("arg"):
            at = getattr(np, name)(group.astype(np.float64) if kind == "f" else group)
            return int(places[at]), 0.0
        at = getattr(np, "arg" + name)(group.astype(np.float64) if kind == "f" else group)
        return number(group[at].item() if kind not in "mM" else group[at]), 0.0
    if kind in "mM":
        if nan.any() or (name != "sum" and len(group) == 0):
            return ("nan" if name in ("std", "var") else str(-(2**63))), 0.0
        counts = [int(x) for x in group.astype(np.int64)]
        total, n = sum(counts), len(counts)
        if name == "sum":
            return str(total), 0.0
        if name == "mean":
            return str((2 * total + n) // (2 * n)), 0.0
        group, kind = np.array(counts, object), "i"
    if kind in "biu":
        values = [int(x) for x in group]
        if name == "sum":
            return str(sum(values)), 0.0
        if name == "mean":
            return (sum(values) / len(values) if values else math.nan).hex(), max(map(abs, values), default=0) * 1.0
        parts = [np.array(values, np.longdouble)]
    else:
        wide = group.astype(np.complex128 if kind == "c" else np.float64)
        sides = [wide.real, wide.imag] if kind == "c" else [wide]
        sums = [exact_sum([float(x) for x in side]) for side in sides]
        scale = float(sum(np.abs(side).sum() for side in sides))
        n = len(group)
        if name == "mean":
            sums = [s / n if n else math.nan for s in sums]
            scale = scale / n if n else 0.0
        if name in ("sum", "mean"):
            return (number(complex(*sums)) if kind == "c" else sums[0].hex()), scale
        parts = [side.astype(np.longdouble) for side in sides]
    n = len(parts[0])
    squares = sum(((part - part.mean()) ** 2).sum() if n else np.longdouble("nan") for part in parts)
    degrees = n - ddof
    if (skip and degrees <= 0) or n == 0:
        variance = np.longdouble("nan")
    else:
        variance = squares / np.longdouble(max(degrees, 0))
    return float(variance if name == "var" else np.sqrt(variance)).hex(), 0.0


def call(array, name, options):
    axis = options.get("axis")
    axes = range(array.ndim) if axis is None else [a % array.ndim for a in np.atleast_1d(axis).astype(int)]
    kept = [a for a in range(array.ndim) if a not in axes]
    depth = math.prod(array.shape[a] for a in axes)
    groups = array.transpose([*kept, *axes]).reshape(math.prod(array.shape[a] for a in kept), depth)
    answers = [reduce_group(name, g, options.get("skipNaN", False), options.get("ddof", 0)) for g in groups]
    return {
        "shape": [array.shape[a] for a in kept],
        "values": [value for value, _ in answers],
        "scales": [scale if math.isfinite(scale) else 0.0 for _, scale in answers],
    }


def beside(array, name, options):
    """Gathers, searches, products, comparisons."""
    if name == "equals":
        other = answer_view(options["other"])
        return {"equal": np.array_equal(array, other, equal_nan=options["equalNaN"])}
    if name == "take":
        result = np.take(array, np.array(options["indices"], int), options["axis"])
    elif name == "compress":
        result = np.compress(options["condition"], array, options["axis"])
    elif name == "searchsorted":
        result = np.searchsorted(array, np.array(options["values"]), options["side"])
    elif name == "histogram":
        wide = array.astype(np.float64)
        wide = wide[~np.isnan(wide)]
        counts, edges = np.histogram(wide, options["bins"], options.get("range"))
        return {"counts": counts.tolist(), "edges": [edge.hex() for edge in edges.astype(float)]}
    native = result.astype(result.dtype.newbyteorder("="), order="C")
    return {"shape": result.shape, "bytes": native.view(np.dtype((np.void, native.itemsize))).tobytes().hex()}


def answer_call(case):
    array = answer_view(case)
    name, options = case["call"]
    with np.errstate(all="ignore"):
        if name in ("take", "compress", "searchsorted", "histogram", "equals"):
            return beside(array, name, options)
        return call(array, name, options)


with open(sys.argv[1], encoding="utf8") as questions, open(sys.argv[2], "w") as answers:
    json.dump([answer_call(c) if "call" in c else answer(c) for c in json.load(questions)], answers)
