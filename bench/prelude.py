# What every NumPy variant begins with.
import os, time
import numpy as np
try: import ml_dtypes
except ImportError: pass

quick = os.environ['BENCH_QUICK'] == '1'
file = lambda name: os.path.join(os.environ['BENCH_FOLDER'], name)

def milliseconds(call):
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1e3

def best(runs, call):
    return min(milliseconds(call) for run in range(runs))

def median(values):
    return sorted(values)[len(values) // 2]

