"""Scores events with the package timescoring, SzCORE's scorer: the oracle of EvaluationTests.

Reads one case a line from standard input, each a JSON object
  {"duration": seconds, "reference": [[start, end], ...], "hypothesis": [[start, end], ...]}
and prints one JSON object a line; a rate with nothing to divide by is null.
"""
import json
import math
import sys
import warnings

from timescoring.annotations import Annotation
from timescoring.scoring import EventScoring

GRID_HERTZ = 10


def number(value):
    return None if math.isnan(value) else float(value)


def main():
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        case = json.loads(line)
        samples = round(case["duration"] * GRID_HERTZ)
        reference, hypothesis = (
            Annotation(sorted(tuple(event) for event in case[name]), GRID_HERTZ, samples)
            for name in ("reference", "hypothesis")
        )
        scores = EventScoring(reference, hypothesis)
        print(json.dumps({
            "reference": int(scores.refTrue),
            "detected": int(scores.tp),
            "falseDetections": int(scores.fp),
            "sensitivity": number(scores.sensitivity),
            "precision": number(scores.precision),
            "f1": number(scores.f1),
            "falseAlarmsPer24Hours": number(scores.fpRate),
        }))


if __name__ == "__main__":
    main()
