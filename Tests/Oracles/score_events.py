"""Scores events, and samples on grids of 1 and 10 Hz, with the package timescoring, SzCORE's scorer: the oracle of EvaluationTests.

Reads one case a line from standard input, each a JSON object
  {"duration": seconds, "reference": [[start, end], ...], "hypothesis": [[start, end], ...]}
and prints one JSON object a line; a rate with nothing to divide by is null. "seen" has the counts once
more, with detected events that fall between two points of timescoring's grid drawn as the nearest point.
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


def count(scores):
    return [int(scores.refTrue), int(scores.tp), int(scores.fp)]


def score_seen(reference, hypothesis):
    """Merges and splits as timescoring does, draws what its mask would miss, and lets it count."""
    def pieces(annotation):
        merged = EventScoring._mergeNeighbouringEvents(annotation, 90)
        return EventScoring._splitLongEvents(merged, 300).events

    samples = len(hypothesis.mask)
    drawn = []
    for start, end in pieces(hypothesis):
        if round(start * GRID_HERTZ) == round(end * GRID_HERTZ):
            point = min(round(start * GRID_HERTZ), samples - 1)
            start, end = point / GRID_HERTZ, (point + 1) / GRID_HERTZ
        drawn.append((start, end))
    as_they_are = EventScoring.Parameters(
        maxEventDuration=math.inf, minDurationBetweenEvents=-math.inf)
    return EventScoring(
        Annotation(pieces(reference), GRID_HERTZ, samples),
        Annotation(drawn, GRID_HERTZ, samples), as_they_are)


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
        seen = score_seen(reference, hypothesis)
        samples = {
            hertz: SampleScoring(reference, hypothesis, fs=hertz) for hertz in (1, GRID_HERTZ)
        }
        print(json.dumps({
            "counts": count(scores),
            "sensitivity": number(scores.sensitivity),
            "precision": number(scores.precision),
            "f1": number(scores.f1),
            "falseAlarmsPer24Hours": number(scores.fpRate),
            "seen": count(seen),
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
