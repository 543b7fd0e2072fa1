"""MEF 3.0 sessions written and read by others.

    mef3.py write FOLDER    a session by mef3io, and what pymef reads of it
    mef3.py read SESSION    what mef3io reads of one

Prints JSON: of each channel its rate, factor and runs without a gap, as [microseconds of the first
sample from the start, counts]; and the records as [microseconds, kind, text].
"""

import json
import sys

import mef3io
import numpy

START = 1_700_000_000_000_000


def write(folder):
    path = folder + "/oracle.mefd"
    generator = numpy.random.default_rng(7)
    with mef3io.Writer(path, overwrite=True, units="uV", block_length=400) as writer:
        for number, rate in enumerate((512.0, 512.0, 2000.0)):
            count = int(rate * 12)
            counts = numpy.cumsum(generator.integers(-300, 301, count)).astype(numpy.int32)
            counts[100 : 100 + 3] = (2**31 - 1, -(2**31) + 1, 0)
            valid = numpy.ones(count)
            valid[int(rate * 3) : int(rate * 5)] = 0
            name = f"CH{number}"
            writer.write_int32(name, counts, 0.25, START, rate, valid=valid)
            writer.write_int32(
                name, counts[: int(rate)], 0.25, START + 20_000_000, rate, new_segment=True
            )
        writer.write_annotations(
            [
                {"time": START + 1_500_000, "type": "Note", "text": "a remark, \u00b5"},
                {"time": START + 2_000_000, "type": "EDFA", "text": "seizure", "duration": 1_250_000},
            ]
        )
    return path


def with_mef3io(path):
    reader = mef3io.Reader(path)
    channels = []
    for name in reader.channels:
        runs = []
        basics = reader.info(name)
        rate = basics["sampling_frequency"]
        values = reader.read_raw(name)
        counts, start = values["samples"], values["start_uutc"]
        valid = values["valid"].astype(int)
        edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], valid, [0]))))
        for first, end in zip(edges[::2], edges[1::2]):
            runs.append([float(start + first * 1e6 / rate), counts[first:end].tolist()])
        factor = basics["units_conversion_factor"]
        channels.append({"name": name, "rate": rate, "factor": factor, "runs": runs})
    records = [[r["time"], r["type"], r.get("text") or ""] for r in reader.records(level="all")]
    return {"channels": channels, "records": records}


def with_pymef(path):
    from pymef.mef_session import MefSession

    session = MefSession(path, "")
    channels = []
    for info in session.read_ts_channel_basic_info():
        name = info["name"]
        runs, rate = [], float(info["fsamp"][0])
        # Whether a block begins a run, its samples, its first sample, its time.
        for kind, count, _, time in zip(*session.get_channel_toc(name)):
            end = int(round(time + count * 1e6 / rate))
            counts = [int(v) for v in session.read_ts_channels_uutc(name, [int(time), end])]
            if kind or not runs:
                runs.append([float(time), counts])
            else:
                runs[-1][1] += counts
        channels.append(
            {
                "name": name,
                "rate": rate,
                "factor": float(info["ufact"][0]),
                "runs": runs,
            }
        )
    records = []
    for record in session.read_records():
        records.append([int(record["time"]), record["type"], str(record.get("text", ""))])
    return {"channels": channels, "records": records}


if sys.argv[1] == "write":
    json.dump(with_pymef(write(sys.argv[2])), sys.stdout)
else:
    json.dump(with_mef3io(sys.argv[2]), sys.stdout)
