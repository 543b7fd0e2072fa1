"""Impulse responses of SciPy's Butterworth filters, for the filters that the tests send."""

import json
import sys

import numpy
from scipy import signal

responses = []
for case in json.load(sys.stdin):
    edges = case["edges"] if len(case["edges"]) > 1 else case["edges"][0]
    sections = signal.butter(
        case["order"], edges, btype=case["kind"], fs=case["rate"], output="sos"
    )
    impulse = numpy.zeros(len(case["impulse"]))
    impulse[0] = 1
    # Unit gain at the geometric mean of the warped edges is where SciPy's is 1 too.
    responses.append(signal.sosfilt(sections, impulse).tolist())
json.dump(responses, sys.stdout)
