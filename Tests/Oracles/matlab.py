"""Recordings in MATLAB's version 5 as scipy writes and reads them.

    matlab.py KIND FOLDER   writes one and prints its file, and what it holds, as JSON

The second hour of a recording; what it holds is told as hdf5.py does.
"""

import json
import os
import sys

import numpy
from scipy.io import loadmat, savemat

HERTZ = 512
SAMPLES = numpy.random.default_rng(5).normal(0, 300, (4, 600)).round(2)
SEIZURES = {
    "seizure_begin": [[12.0], [3600.25], [3601.0]],
    "seizure_end": [[14.0], [3600.75], [3700.0]],
}
EVENTS = [[0.25, 0.5, "seizure"], [1.0, 600 / HERTZ - 1.0, "seizure"]]
OTHERS = {"comment": "a text", "parts": {"a": 1.0}, "wave": [[1j]], "list": ["a", 2]}


def hdf5(path, values):
    import h5py

    with h5py.File(path, "w", userblock_size=512) as file:
        for key, value in values.items():
            file[key] = numpy.asarray(value, "float64").T
            if file[key].size == 0:
                # As MATLAB has it: the shape, in the place of numbers.
                del file[key]
                file[key] = numpy.zeros(2, "uint64")
                file[key].attrs["MATLAB_empty"] = numpy.uint8(1)
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")


def written(kind, folder):
    hour, side = (os.path.join(folder, name) for name in ("ID04_2h.mat", "ID04_info.mat"))
    info = {"fs": numpy.array([[HERTZ]], "uint16"), **SEIZURES}
    events = EVENTS
    samples = SAMPLES
    if kind == "published":
        savemat(hour, {**OTHERS, "EEG": samples}, do_compression=True)
        savemat(side, {**OTHERS, **info}, do_compression=True)
    elif kind == "plain":
        samples = SAMPLES.astype("float32")
        savemat(hour, {**OTHERS, "EEG": samples})
        savemat(side, {**info, "seizure_begin": info["seizure_begin"][0], "seizure_end": [14]})
        events = []
    elif kind == "byTime":
        samples = SAMPLES.astype("int16")
        savemat(hour, {"EEG": samples.T.copy(), **info}, do_compression=True)
    elif kind == "long":
        # More than the inflater holds at a time, of what is compressed well, badly and not at all.
        samples = numpy.tile(SAMPLES, 40)
        samples[:, 8000:9000] = 0
        samples[:, 16000:] = numpy.random.default_rng(6).normal(0, 300, (4, 8000))
        savemat(hour, {"EEG": samples, **info}, do_compression=True)
        events = [[0.25, 0.5, "seizure"], [1.0, 24000 / HERTZ - 1.0, "seizure"]]
    elif kind == "infoOf7":
        savemat(hour, {"EEG": samples})
        hdf5(side, {**info, "seizure_begin": [], "seizure_end": []})
        events = []
    elif kind == "hourOf7":
        hdf5(hour, {"EEG": samples})
        savemat(side, info, do_compression=True)
    elif kind == "noMatrix":
        savemat(hour, OTHERS)
    elif kind == "bytes":
        savemat(hour, {"EEG": samples.astype("uint8"), **info})
    elif kind == "cube":
        savemat(hour, {"EEG": samples.reshape(4, 2, 300), **info})
    elif kind == "noMarks":
        savemat(hour, {"EEG": samples})
        savemat(side, {"fs": info["fs"]})
        events = []
    elif kind == "noInfo":
        savemat(hour, {"EEG": samples})
    if kind not in ("hourOf7", "noMatrix", "bytes", "cube"):
        samples = loadmat(hour)["EEG"].astype("float64")
        samples = samples.T if kind == "byTime" else samples
    return {
        "file": "ID04_2h.mat",
        "hertz": HERTZ,
        "names": [f"CH{number + 1}" for number in range(len(samples))],
        "runs": [{"seconds": 0.0, "microvolts": samples.tolist()}],
        "events": events,
    }


json.dump(written(sys.argv[1], sys.argv[2]), sys.stdout)
