"""Recordings and strict scores for the detectors that the README's table sets beside Quench's."""

import csv

import edfio
import numpy as np

LONGER_S = 3.0  # an episode lasts so much longer than what raised it


class Recording:
    """Signals of the highest rate (channels, samples), and the annotated seizures in seconds."""

    def __init__(self, path):
        read = edfio.read_edf(path)
        self.path = path
        self.rate = max(s.sampling_frequency for s in read.signals)
        self.signals = np.array([s.data for s in read.signals if s.sampling_frequency == self.rate])
        with open(path.rsplit("_", 1)[0] + "_events.tsv") as rows:
            self.seizures = [(float(r["onset"]), float(r["onset"]) + float(r["duration"]))
                             for r in csv.DictReader(rows, delimiter="\t") if r["eventType"].startswith("sz")]

    def scores(self, times):
        """Found, delays and false alarms of episodes that are raised at these times (s), as in docs/evaluation.md."""
        episodes = []
        for time in times:
            if episodes and time <= episodes[-1][1]:
                episodes[-1][1] = time + LONGER_S
            else:
                episodes.append([time, time + LONGER_S])
        first = [next((e for e in episodes if e[0] < b and e[1] > a), None) for a, b in self.seizures]
        return {
            "found": sum(e is not None for e in first),
            "delays": [e[0] - a for e, (a, _) in zip(first, self.seizures) if e is not None and e[0] >= a],
            "falseAlarms": sum(not any(e[0] < b and e[1] > a for a, b in self.seizures) for e in episodes),
        }
