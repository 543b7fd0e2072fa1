"""Recordings of laboratories' formats as neo, and of Persyst as mne, read them.

    laboratory.py KIND PATH [FILE ...]

Of a Neuralynx folder the given files alone. Prints JSON: names, rate and, run by run, seconds of the
first sample and microvolts.
"""

import contextlib
import json
import os
import sys

import numpy

READERS = {
    "blackrock": "BlackrockRawIO",
    "blackrockPTP": "BlackrockRawIO",
    "micromed": "MicromedRawIO",
    "intan": "IntanRawIO",
    "intanSignals": "IntanRawIO",
    "openEphys": "OpenEphysBinaryRawIO",
    "neuralynx": "NeuralynxRawIO",
}


def with_mne(path):
    import mne

    raw = mne.io.read_raw_persyst(path, verbose="error")
    names = [name.removesuffix("-Ref") for name in raw.ch_names]
    runs = [{"seconds": 0.0, "microvolts": (raw.get_data() * 1e6).tolist()}]
    return {"names": names, "hertz": raw.info["sfreq"], "runs": runs}


def with_neo(kind, path, files):
    import neo.rawio

    reader = getattr(neo.rawio, READERS[kind])
    if kind == "neuralynx":
        source = reader(
            dirname=path,
            include_filenames=files or None,
            keep_original_times=True,
            strict_gap_mode=False,
        )
    elif kind == "openEphys":
        source = reader(dirname=os.path.dirname(os.path.dirname(path)))
    elif kind.startswith("intan"):
        source = reader(filename=path, ignore_integrity_checks=True)
    elif kind.startswith("blackrock"):
        source = reader(filename=path, nsx_to_load="all", gap_tolerance_ms=1.0)
    else:
        source = reader(filename=path)
    source.parse_header()
    streams = source.header["signal_streams"]["id"]
    channels = source.header["signal_channels"]
    chosen = channels[channels["stream_id"] == streams[0]]
    scale = {"uV": 1.0, "mV": 1e3, "V": 1e6}
    runs = []
    for segment in range(source.segment_count(0)):
        raw = source.get_analogsignal_chunk(0, segment, stream_index=0)
        values = source.rescale_signal_raw_to_float(raw, dtype="float64", stream_index=0)
        factors = numpy.array([scale[unit] for unit in chosen["units"]])
        runs.append(
            {
                "seconds": float(source.get_signal_t_start(0, segment, stream_index=0)),
                "microvolts": (values * factors).T.tolist(),
            }
        )
    names = [str(name) for name in chosen["name"]]
    rate = float(source.get_signal_sampling_rate(stream_index=0))
    return {"names": names, "hertz": rate, "runs": runs}


kind, path, *files = sys.argv[1:]
with contextlib.redirect_stdout(sys.stderr):
    reading = with_mne(path) if kind == "persyst" else with_neo(kind, path, files)
json.dump(reading, sys.stdout)
