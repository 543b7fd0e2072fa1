"""Scores events, and samples on grids of 1 and 10 Hz, with the package timescoring, SzCORE's scorer: the oracle of EvaluationTests.

Reads one case a line from standard input, each a JSON object
  {"duration": seconds, "reference": [[start, end], ...], "hypothesis": [[start, end], ...]}
and prints one JSON object a line; a rate with nothing to divide by is null.
"""
import json
import math
import sys
import warnings

from timescoring.annotations import Annotation
from timescoring.scoring import EventScoring, SampleScoring

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
        samples = {
            hertz: SampleScoring(reference, hypothesis, fs=hertz) for hertz in (1, GRID_HERTZ)
        }
        print(json.dumps({
            "reference": int(scores.refTrue),
            "detected": int(scores.tp),
            "falseDetections": int(scores.fp),
            "sensitivity": number(scores.sensitivity),
            "precision": number(scores.precision),
            "f1": number(scores.f1),
            "falseAlarmsPer24Hours": number(scores.fpRate),
            "samples": [
                {
                    "gridHertz": hertz,
                    "reference": int(score.refTrue),
                    "true": int(score.tp),
                    "false": int(score.fp),
                    "sensitivity": number(score.sensitivity),
                    "precision": number(score.precision),
                    "f1": number(score.f1),
                    "falsePer24Hours": number(score.fpRate),
                }
                for hertz, score in samples.items()
            ],
        }))


if __name__ == "__main__":
    main()
