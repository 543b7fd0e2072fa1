#!/usr/bin/env bash
# Prints a study of so many patients, each with three settings, five minutes each.
# usage: study.sh PATIENTS
set -euo pipefail
cat <<STUDY
name: cluster
minutes: 5
patients:
  - name: drawn
    count: $1
    fields: {epileptor: {r: 0.00012}}
    spread:
      - {field: seizuresPerHour, distribution: logUniform, low: 20, high: 40}
      - {field: stimulation.kickPerFieldImpulse, distribution: normal, low: 0.03, high: 0.1}
settings:
  - name: standard
  - name: strong
    fields: {stimulation: {therapies: [{bursts: [{amplitudeMilliamperes: 8}]}]}}
  - name: sham
    fields: {stimulation: {mode: off}}
STUDY
