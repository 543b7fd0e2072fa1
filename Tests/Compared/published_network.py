"""What a published network finds: convolutions and a bidirectional LSTM over spectrograms of 300 s (Sladky et al. 2022,
doi:10.1093/braincomms/fcac115; PyPI brainmaze-eeg-models, modelB), trained on people's intracranial EEG.

    published_network.py FILE...

It looks ahead by minutes, so its delays are no device's. Up to six channels, evenly spread, the highest probability of
them, an episode from one half on. Recordings shorter than the network's window are preceded by their own background
(what lies before the first seizure, or all), forwards and backwards in turn. Prints JSON: each file's scores.
"""

import json
import sys
from fractions import Fraction

import numpy as np
from brainmaze_eeg_models.seizure import load_trained_model, predict_channel_seizure_probability
from recordings import Recording
from scipy.signal import resample_poly

WINDOW_S, CHANNELS, PROBABLE, STEP_S = 310, 6, 0.5, 0.5


def preceded(signal, rate, seizures):
    """The signal with enough of its background in front, and the seconds of that."""
    lacking = WINDOW_S * rate - len(signal)
    if lacking <= 0:
        return signal, 0
    background = signal[: int((seizures[0][0] - 1) * rate)] if seizures and seizures[0][0] > 3 else signal
    both = np.concatenate([background, background[::-1]])
    seconds = -(-lacking // rate)
    lead = np.resize(both, seconds * rate + len(both))[len(both):]
    return np.concatenate([lead, signal]), seconds


def probabilities(signal, recording, model):
    """One number each half second; none where the network did not judge."""
    # The network wants a whole, even rate of 200 Hz or more.
    rate = max(200, 2 * round(recording.rate / 2))
    ratio = Fraction(rate / recording.rate).limit_denominator(2000)
    whole, seconds = preceded(resample_poly(signal, ratio.numerator, ratio.denominator), rate, recording.seizures)
    times, values = predict_channel_seizure_probability(whole, rate, model=model)
    return values[np.searchsorted(times, seconds):]


def main(paths):
    model = load_trained_model("modelB")
    scores = {}
    for path in paths:
        recording = Recording(path)
        count = len(recording.signals)
        chosen = np.unique(np.linspace(0, count - 1, min(count, CHANNELS)).astype(int))
        each = [probabilities(recording.signals[i].astype(float), recording, model) for i in chosen]
        judged = np.nan_to_num([values[: min(map(len, each))] for values in each], nan=-1)
        scores[path] = recording.scores(np.flatnonzero(judged.max(axis=0) >= PROBABLE) * STEP_S)
    print(json.dumps({"recordings": scores}))


if __name__ == "__main__":
    main(sys.argv[1:])
