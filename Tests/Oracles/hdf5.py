"""Recordings in HDF5 as pynwb and h5py write and read them.

    hdf5.py KIND FOLDER              writes one and prints its file, and what it holds, as JSON
    hdf5.py large FOLDER BYTES RUNS  writes a large one, and prints its file and how fast it is read

What it holds: names, rate, run by run the seconds of the first sample and microvolts, and events.
"""

import json
import os
import statistics
import sys
import time
import zlib
from datetime import datetime, timezone

import h5py
import numpy

HERTZ = 512.0
START = datetime(2023, 1, 31, 14, 25, 36, tzinfo=timezone.utc)
COUNTS = numpy.random.default_rng(5).integers(-3000, 3001, (600, 4)).astype("int16")
# Of the SWEC iEEG Dataset: onsets and offsets of seizures, in seconds.
SEIZURES = numpy.array([[(0.25, 0.75)], [(1.0, 1.1)]], dtype=[("onsets", "<f8"), ("offsets", "<f8")])


def lz4():
    import hdf5plugin

    return hdf5plugin.LZ4()


def blosc():
    import hdf5plugin

    return hdf5plugin.Blosc(cname="lz4hc")


def zstd():
    import hdf5plugin

    return hdf5plugin.Zstd()


def nwb(path, data, timestamps=None, second=False, turned=False, linked=False, **settings):
    import pynwb
    from hdmf.backends.hdf5.h5_utils import H5DataIO

    file = pynwb.NWBFile("a session", "an identifier", START)
    device = file.create_device("amplifier")
    group = file.create_electrode_group("LA", description="", location="hippocampus", device=device)
    file.add_electrode_column("label", "as on the head box")
    for number in range(6):
        file.add_electrode(group=group, location="CA1", label=f"LA{number + 1}")
    count = 1 if data.ndim == 1 else data.shape[1]
    region = file.create_electrode_table_region(list(range(1, count + 1)), "")
    if timestamps is None:
        settings |= {"rate": HERTZ, "starting_time": 2.5}
    else:
        settings["timestamps"] = timestamps
    chunks = (count, 100) if turned else (100, count)[: data.ndim]
    data = H5DataIO(data.T if turned else data, compression="gzip", shuffle=linked, chunks=chunks)
    for name in ["macro", "micro"][: 2 if second else 1]:
        file.add_acquisition(pynwb.ecephys.ElectricalSeries(name, data, region, **settings))
    file.add_epoch(3.0, 3.25, ["seizure", "sleep"])
    file.add_epoch(3.5, 3.6, [])
    file.add_trial(2.75, 2.8)
    file.add_acquisition(
        pynwb.misc.AnnotationSeries("notes", data=["eyes closed"], timestamps=[2.6])
    )
    with pynwb.NWBHDF5IO(path, "w") as io:
        io.write(file, cache_spec=False)
    if linked:
        with h5py.File(path, "a") as written:
            series = written["acquisition/macro"]
            written.copy(series, "acquisition/other")
            del series["data"], series["timestamps"]
            for name in ["data", "timestamps"]:
                series[name] = h5py.SoftLink(f"/acquisition/other/{name}")
            # One that is no signal of electrodes.
            written["acquisition/other"].attrs["neurodata_type"] = "TimeSeries"
            del written["acquisition/other/electrodes"]
    with pynwb.NWBHDF5IO(path, "r") as io:
        series = io.read().acquisition["macro"]
        factors = series.channel_conversion
        factors = series.conversion * (numpy.ones(count) if factors is None else factors[:])
        values = series.data[:].T if turned else series.data[:].reshape(-1, count)
        values = values.astype("float64") * factors + series.offset
        rows = series.electrodes.data[:]
        names = [str(series.electrodes.table["label"][int(row)]) for row in rows]
        stamps = series.timestamps
        stamps = series.starting_time + numpy.arange(len(values)) / HERTZ if stamps is None else stamps[:]
    starts = [0, *(numpy.flatnonzero(numpy.diff(stamps) > 1.5 / HERTZ) + 1), len(values)]
    return {
        "names": names,
        "runs": [
            {"seconds": stamps[a] - stamps[0], "microvolts": (values[a:b] * 1e6).T.tolist()}
            for a, b in zip(starts, starts[1:])
        ],
        "events": sorted(
            [
                [3.0 - stamps[0], 0.25, "seizure"],
                [3.0 - stamps[0], 0.25, "sleep"],
                [3.5 - stamps[0], 0.1, "epochs"],
                [2.75 - stamps[0], 0.05, "trials"],
                [2.6 - stamps[0], None, "eyes closed"],
            ]
        ),
    }


def swec_part(path, values, filters):
    with h5py.File(path, "w") as file:
        file.attrs["sampling_rate"] = HERTZ
        file.create_dataset("data/ieeg", data=values, chunks=(4, 150), **filters)
        file["data/seizures"] = SEIZURES


def swec_total(path, values, filters):
    """Two parts, and a virtual dataset of both."""
    layout = h5py.VirtualLayout(values.shape, values.dtype)
    for number, (first, end) in enumerate([(0, 250), (250, 600)]):
        name = f"ID04_part_{number + 1}.h5"
        with h5py.File(os.path.join(os.path.dirname(path), name), "w") as file:
            file.create_dataset("data/ieeg", data=values[:, first:end], chunks=(4, 50), **filters)
        source = h5py.VirtualSource(name, "data/ieeg", (4, end - first), values.dtype)
        layout[:, first:end] = source
    with h5py.File(path, "w") as file:
        file.attrs["sampling_rate"] = HERTZ
        file.create_virtual_dataset("data/ieeg", layout)
        file["data/seizures"] = SEIZURES


def swec_hour(path, values):
    """The second hour, as MATLAB 7.3 writes channels by time."""
    header = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM"
    files = {path: {"EEG": values}}
    files[path.replace("_2h", "_info")] = {
        "fs": [[HERTZ]],
        "seizure_begin": [[12.0, 3600.25, 3601.0]],
        "seizure_end": [[14.0, 3600.75, 3700.0]],
    }
    for name, datasets in files.items():
        with h5py.File(name, "w", userblock_size=512) as file:
            for key, value in datasets.items():
                value = numpy.asarray(value)
                chunks = (150, 4) if key == "EEG" else None
                file.create_dataset(key, data=value, chunks=chunks)
        with open(name, "r+b") as file:
            file.write(header.ljust(512, b"\x00"))


def swec(path, write, values, events, axis=1, *arguments):
    write(path, values, *arguments)
    with h5py.File(path, "r") as file:
        dataset = file["EEG"] if "EEG" in file else file["data/ieeg"]
        samples = dataset[:].astype("float64")
    samples = samples if axis else samples.T
    return {
        "names": [f"CH{number + 1}" for number in range(len(samples))],
        "runs": [{"seconds": 0.0, "microvolts": samples.tolist()}],
        "events": events,
    }


def written(kind, folder):
    volts = COUNTS * 1.5e-7
    onsets = [[0.25, 0.5, "seizure"], [1.0, 0.1, "seizure"]]
    cases = {
        "nwb": lambda path: nwb(path, COUNTS, conversion=1.5e-7),
        "nwbScaled": lambda path: nwb(
            path, COUNTS, conversion=2e-7, offset=1e-4, channel_conversion=[1.0, 2.0, 0.5, -1.0]
        ),
        "nwbFloat": lambda path: nwb(path, volts.astype("float32")),
        "nwbSingle": lambda path: nwb(path, volts[:, 0].astype("float64")),
        "nwbStamps": lambda path: nwb(
            path,
            COUNTS,
            numpy.concatenate((2.5 + numpy.arange(200) / HERTZ, 7 + numpy.arange(400) / HERTZ)),
            conversion=1.5e-7,
        ),
        "nwbLinked": lambda path: nwb(
            path, COUNTS, 2.5 + numpy.arange(600) / HERTZ, linked=True, conversion=1.5e-7, offset=2e-5
        ),
        "nwbIrregular": lambda path: nwb(path, COUNTS, numpy.sqrt(9 + numpy.arange(600))),
        "nwbTurned": lambda path: nwb(path, COUNTS, turned=True, conversion=1.5e-7),
        "nwbTwo": lambda path: nwb(path, COUNTS, second=True),
        "swec": lambda path: swec(
            path, swec_part, COUNTS.T.astype("float32"), onsets, 1, {"compression": "gzip"}
        ),
        "swecBigEndian": lambda path: swec(path, swec_part, COUNTS.T.astype(">i4"), onsets, 1, {}),
        "swecUnsigned": lambda path: swec(
            path, swec_part, (COUNTS.T + 3000).astype("uint16"), onsets, 1, {}
        ),
        "swecHalf": lambda path: swec(path, swec_part, COUNTS.T.astype("float16"), onsets, 1, {}),
        "swecLZ4": lambda path: swec(path, swec_part, COUNTS.T.astype("float32"), onsets, 1, lz4()),
        "swecBlosc": lambda path: swec(path, swec_part, COUNTS.T, onsets, 1, blosc()),
        "swecZstd": lambda path: swec(path, swec_part, COUNTS.T, onsets, 1, zstd()),
        "swecTotal": lambda path: swec(
            path, swec_total, COUNTS.T.astype("float32"), onsets, 1, {"compression": "gzip"}
        ),
        "swecHour": lambda path: swec(
            path,
            swec_hour,
            COUNTS.astype("float64"),
            [[0.25, 0.5, "seizure"], [1.0, len(COUNTS) / HERTZ - 1.0, "seizure"]],
            0,
        ),
    }
    name = {"swecHour": "ID04_2h.mat", "swecTotal": "ID04_total.h5"}.get(kind)
    name = name or f"{kind}.{'nwb' if kind.startswith('nwb') else 'h5'}"
    reading = cases[kind](os.path.join(folder, name))
    return reading | {"file": name, "hertz": HERTZ}


def hostile(kind, folder):
    """Files that are sound HDF5, but must not be read."""
    path = os.path.join(folder, kind + ".h5")
    with h5py.File(path, "w") as file:
        file.attrs["sampling_rate"] = HERTZ
        data = file.create_group("data")
        if kind == "externalLink":
            data["ieeg"] = h5py.ExternalLink("other.h5", "/data")
            with h5py.File(os.path.join(folder, "other.h5"), "w") as other:
                other["data"] = COUNTS.T
        elif kind == "externalData":
            with open(os.path.join(folder, "secret"), "wb") as secret:
                secret.write(COUNTS.T.tobytes())
            data.create_dataset(
                "ieeg", COUNTS.T.shape, "int16", external=[("secret", 0, h5py.h5f.UNLIMITED)]
            )
        elif kind == "outside":
            layout = h5py.VirtualLayout((4, 600), "int16")
            layout[:] = h5py.VirtualSource("../part.h5", "data/ieeg", (4, 600), "int16")
            file.create_virtual_dataset("data/ieeg", layout)
        elif kind == "partMissing":
            layout = h5py.VirtualLayout((4, 600), "int16")
            layout[:] = h5py.VirtualSource("part.h5", "data/ieeg", (4, 600), "int16")
            file.create_virtual_dataset("data/ieeg", layout)
        elif kind == "uncovered":
            with h5py.File(os.path.join(folder, "part.h5"), "w") as other:
                other["data/ieeg"] = COUNTS.T[:, :500]
            layout = h5py.VirtualLayout((4, 600), "int16")
            layout[:, :500] = h5py.VirtualSource("part.h5", "data/ieeg", (4, 500), "int16")
            file.create_virtual_dataset("data/ieeg", layout)
        elif kind == "unwritten":
            dataset = data.create_dataset("ieeg", (4, 600), "int16", chunks=(4, 150))
            dataset[:, :300] = COUNTS.T[:, :300]
        elif kind == "unwrittenPlain":
            data.create_dataset("ieeg", (4, 600), "int16")
        elif kind == "texts":
            data["ieeg"] = numpy.array([[b"a", b"b"]])
        elif kind == "wide":
            data["ieeg"] = COUNTS.T.astype("int64")
        elif kind == "cube":
            data["ieeg"] = COUNTS.reshape(4, 2, 300)
        elif kind == "otherLayout":
            file["signals"] = COUNTS
        elif kind == "noRate":
            data["ieeg"] = COUNTS.T
            del file.attrs["sampling_rate"]
    return {"file": kind + ".h5"}


def large(folder, byte_count, runs):
    """Chunks of 16 channels that are the same, so that they are written fast."""
    path = os.path.join(folder, "large.h5")
    frames = 32768
    block = numpy.random.default_rng(5).normal(0, 400, (16, frames)).astype("int16")
    packed = zlib.compress(block.tobytes(), 1)
    count = byte_count // len(packed) + 1
    with h5py.File(path, "w") as file:
        file.attrs["sampling_rate"] = HERTZ
        dataset = file.create_dataset(
            "data/ieeg", (16, count * frames), "int16", chunks=(16, frames), compression="gzip"
        )
        for number in range(count):
            dataset.id.write_direct_chunk((0, number * frames), packed)
    speeds = []
    for _ in range(runs):
        started = time.perf_counter()
        with h5py.File(path, "r") as file:
            dataset = file["data/ieeg"]
            for first in range(0, dataset.shape[1], frames):
                dataset[:, first : first + frames].astype("float32")
        speeds.append(32 * count * frames / 1e6 / (time.perf_counter() - started))
    return {"file": "large.h5", "megabytesPerSecond": statistics.median(speeds)}


kind, folder = sys.argv[1:3]
if kind == "large":
    answer = large(folder, int(sys.argv[3]), int(sys.argv[4]))
elif kind.startswith("nwb") or kind.startswith("swec"):
    answer = written(kind, folder)
else:
    answer = hostile(kind, folder)
json.dump(answer, sys.stdout)
