#!/usr/bin/env bash
# Kills runs and collections of a study at random instants: nothing is lost, nothing is done twice, and the
# tables are those of a study that nobody disturbed.
# usage: kills.sh QUENCH [KILLS]
set -euo pipefail
quench=$(realpath "$1"); kills=${2:-200}
here="$(cd "$(dirname "$0")" && pwd)"
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Some 300 ms a task, so that a kill may meet any part of it.
"$here/study.sh" 10 >study.yaml
for name in calm killed; do "$quench" cohort plan study.yaml --output $name >/dev/null; done
"$quench" cohort run calm --jobs 2 >/dev/null 2>&1
"$quench" cohort collect calm --output calm-result >/dev/null 2>&1
RANDOM=7
lost=0; before=0
for ((kill = 1; kill <= kills; kill++)); do
    if ((kill % 4 == 0)); then
        "$quench" cohort collect killed --allow-missing --output killed-result >/dev/null 2>&1 &
    else
        "$quench" cohort run killed --jobs 2 >/dev/null 2>&1 &
    fi
    process=$!
    sleep "$(printf '0.%03d' $((RANDOM % 700)))"
    kill -KILL $process 2>/dev/null || true
    wait $process 2>/dev/null || true
    now=$("$quench" cohort status killed --json | sed -n 's/.*"done": \([0-9]*\).*/\1/p' | head -n 1)
    ((now >= before)) || lost=$((lost + 1))
    before=$now
    # Begins anew once all is done, so that every kill meets work.
    if ((now == 30)); then rm -rf killed/results/*; before=0; fi
done
"$quench" cohort run killed --jobs 2 >/dev/null 2>&1
"$quench" cohort collect killed --output killed-result >/dev/null 2>&1
for name in tasks.tsv levels.tsv subjects.tsv; do cmp "calm-result/$name" "killed-result/$name"; done
left=$(find killed -name '*.tmp' -not -path '*/plan.json*' | wc -l)
echo "$kills kills: $lost times a result was lost, $left half-written files left, tables equal"
((lost == 0 && left == 0))
