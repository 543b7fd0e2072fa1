"""Reads an events.tsv with epilepsy2bids, as the field's tools do: the oracle of EventsFileTests.

  read_events.py events.tsv

Prints its rows as one JSON list of [onset, duration, eventType, recordingDuration].
"""
import json
import sys

from epilepsy2bids.annotations import Annotations


def main():
    print(json.dumps([
        [row["onset"], row["duration"], row["eventType"].value, row["recordingDuration"]]
        for row in Annotations.loadTsv(sys.argv[1]).events
    ]))


if __name__ == "__main__":
    main()
