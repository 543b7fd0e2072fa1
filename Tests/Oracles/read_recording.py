"""Reads one recording with readers that are not ours and prints what they found as JSON.

    read_recording.py FILE STEP

EDF and BDF go to edfio and to pyedflib, whichever of them accept the file; BrainVision is read here
with numpy from its description. For each reader: channels (name, unit, rate, sum and sum of
magnitudes of all samples, every STEP-th sample and the last), in the file's own units, and the
annotations as [onset, duration or null, text], onsets counted from the first record.
"""

import json
import os
import sys
import warnings

import numpy


def channel(name, unit, rate, values, step):
    values = numpy.asarray(values, dtype=numpy.float64)
    indices = sorted(set(range(0, len(values), step)) | {len(values) - 1})
    return {
        "name": name,
        "unit": unit,
        "rate": float(rate),
        "count": len(values),
        "sum": float(values.sum()),
        "magnitude": float(numpy.abs(values).sum()),
        "samples": [[index, float(values[index])] for index in indices],
    }


def with_edfio(path, step):
    import edfio

    read = edfio.read_bdf if path.lower().endswith(".bdf") else edfio.read_edf
    file = read(path)
    return {
        "channels": [
            channel(s.label, s.physical_dimension, s.sampling_frequency, s.data, step)
            for s in file.signals
        ],
        "annotations": [[a.onset, a.duration, a.text] for a in file.annotations],
    }


def with_pyedflib(path, step):
    import pyedflib

    file = pyedflib.EdfReader(path)
    try:
        onsets, durations, texts = file.readAnnotations()
        return {
            "channels": [
                channel(
                    file.getLabel(i),
                    file.getPhysicalDimension(i),
                    file.getSampleFrequency(i),
                    file.readSignal(i),
                    step,
                )
                for i in range(file.signals_in_file)
            ],
            "annotations": [
                [float(o), None if float(d) < 0 else float(d), str(t)]
                for o, d, t in zip(onsets, durations, texts)
            ],
        }
    finally:
        file.close()


def brainvision_sections(path):
    sections, current = {}, None
    with open(path, encoding="utf-8-sig") as file:
        for line in file:
            line = line.strip()
            if line.startswith("[") and line.endswith("]"):
                current = sections.setdefault(line[1:-1], {})
            elif current is not None and not line.startswith(";") and "=" in line:
                key, value = line.split("=", 1)
                current.setdefault(key, value)
    return sections


def with_numpy(path, step):
    header = brainvision_sections(path)
    common = header["Common Infos"]
    folder = os.path.dirname(path)
    kind = {"INT_16": "<i2", "INT_32": "<i4", "IEEE_FLOAT_32": "<f4"}
    data = numpy.fromfile(
        os.path.join(folder, common["DataFile"]), kind[header["Binary Infos"]["BinaryFormat"]]
    )
    count = int(common["NumberOfChannels"])
    data = (
        data.reshape(-1, count).T
        if common["DataOrientation"] == "MULTIPLEXED"
        else data.reshape(count, -1)
    )
    rate = 1e6 / float(common["SamplingInterval"])
    channels = []
    for index in range(count):
        name, _, resolution, unit = header["Channel Infos"][f"Ch{index + 1}"].split(",")[:4]
        values = data[index].astype(numpy.float64) * float(resolution)
        channels.append(channel(name.replace("\\1", ","), unit, rate, values, step))
    annotations = []
    markers = brainvision_sections(os.path.join(folder, common["MarkerFile"]))["Marker Infos"]
    for value in markers.values():
        kind, text, position, size = value.split(",")[:4]
        size = int(size)
        annotations.append(
            [(int(position) - 1) / rate, size / rate if size > 1 else None, text or kind]
        )
    return {"channels": channels, "annotations": annotations}


def main():
    warnings.simplefilter("ignore")
    path, step = sys.argv[1], int(sys.argv[2])
    readers = {"edfio": with_edfio, "pyedflib": with_pyedflib}
    if path.endswith(".vhdr"):
        readers = {"numpy": with_numpy}
    results, refusals = {}, {}
    for name, read in readers.items():
        try:
            results[name] = read(path, step)
        except Exception as error:  # A refusal is an answer; the test counts them.
            refusals[name] = f"{type(error).__name__}: {error}"
    json.dump({"results": results, "refusals": refusals}, sys.stdout)


main()
