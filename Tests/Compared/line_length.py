"""What plain line length in floating point finds.

    line_length.py LEAST FILE...

Band-pass of 2 to 60 Hz (Butterworth, two sections), line length of a window (Esteller et al. 2001) over its mean of the
120 s before, on one channel, a quarter or half of them. Window, threshold and votes are those of all choices below with
the fewest false alarms on these very recordings, of those that find at least LEAST of the seizures: it is flattered.
Prints JSON: the choice, and each file's scores.
"""

import itertools
import json
import sys

import numpy as np
from recordings import Recording
from scipy.signal import butter, sosfilt

HOPS, TREND_S, SETTLING_S = 8, 120, 4  # hops a second
CHOICES = list(itertools.product((0.5, 1, 2), (1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 8), (0, 0.25, 0.5)))


def hops(recording):
    """Line length of each hop: (channels, hops), and the seconds of a hop."""
    rate = recording.rate
    band = butter(2, [2, min(60, 0.45 * rate)], btype="bandpass", fs=rate, output="sos")
    steps = np.abs(np.diff(sosfilt(band, recording.signals, axis=1), axis=1))
    length = round(rate / HOPS)
    count = steps.shape[1] // length
    return steps[:, : count * length].reshape(len(steps), count, length).sum(axis=2), length / rate


def means(values, count):
    """The mean of the last `count` values, of fewer at the beginning."""
    sums = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    at = np.arange(1, values.shape[1] + 1)
    since = np.maximum(at - count, 0)
    return (sums[:, at] - sums[:, since]) / (at - since)


def raised(lengths, hop, window, threshold, share):
    """Ends (s) of the hops in which enough channels are above the threshold."""
    trend = np.pad(means(lengths, round(TREND_S / hop)), ((0, 0), (1, 0)))[:, :-1]
    votes = (means(lengths, round(window / hop)) > threshold * trend).sum(axis=0)
    positive = votes >= max(1, np.ceil(share * len(lengths)))
    positive[: round(SETTLING_S / hop)] = False
    return (np.flatnonzero(positive) + 1) * hop


def main(least, paths):
    read = [Recording(path) for path in paths]
    measured = [(recording, *hops(recording)) for recording in read]
    tried = [[r.scores(raised(lengths, hop, *choice)) for r, lengths, hop in measured] for choice in CHOICES]
    found = [sum(s["found"] for s in scores) for scores in tried]
    enough = [i for i in range(len(CHOICES)) if found[i] >= min(least, max(found))]
    best = min(enough, key=lambda i: sum(s["falseAlarms"] for s in tried[i]))
    window, threshold, share = CHOICES[best]
    print(json.dumps({"windowSeconds": window, "threshold": threshold, "share": share,
                      "recordings": dict(zip(paths, tried[best]))}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
