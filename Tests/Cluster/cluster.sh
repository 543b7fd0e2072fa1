#!/usr/bin/env bash
# A study on a Slurm of two nodes on this machine, one of which dies on the way while the controller is
# restarted, against one worker: the same tables, no task lost.
# usage: cluster.sh QUENCH [PATIENTS]
# SLURM_BOX is the script that starts a controller and two nodes in a folder.
set -euo pipefail
quench=$(realpath "$1"); patients=${2:-200}
here="$(cd "$(dirname "$0")" && pwd)"
box=${SLURM_BOX:-$here/../../../shared/cluster/slurm-in-a-box.sh}
[ -x "$box" ] || { echo "$box is missing: name a script that starts Slurm by SLURM_BOX"; exit 1; }
if ! command -v sbatch >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null \
        || { echo 'Slurm is missing: apt-get install slurm-wlm munge'; exit 1; }
    echo 'Installing Slurm (slurm-wlm, munge)'
    apt-get update -qq && apt-get install -y -qq slurm-wlm munge >/dev/null
fi
folder=$(mktemp -d /tmp/quench-cluster.XXXX)
trap '"$box" stop "$folder/box" >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"
"$box" start "$folder/box" >/dev/null
export SLURM_CONF="$folder/box/slurm.conf"
cd "$folder"
"$here/study.sh" "$patients" >study.yaml
tasks=$((3 * patients))
for name in one cluster; do "$quench" cohort plan study.yaml --output $name >/dev/null; done
done_in() { "$quench" cohort status "$1" --json | sed -n 's/.*"done": \([0-9]*\).*/\1/p' | head -n 1; }
echo "$tasks tasks by one worker"
start=$SECONDS
"$quench" cohort run one --jobs 1 >/dev/null 2>&1
alone=$((SECONDS - start))
echo "$alone s; now by two nodes, one of which dies on the way"
start=$SECONDS
"$quench" cohort submit cluster --slurm --shards "${SHARDS:-20}"
while (($(done_in cluster) < tasks / 4)); do sleep 0.5; done
"$box" stop-part "$folder/box" n1
# Nobody waits for the controller to miss it; what it had is put into the queue again.
scontrol update nodename=n1 state=down reason=died
"$box" stop-part "$folder/box" slurmctld
"$box" start-part "$folder/box" slurmctld
"$box" start-part "$folder/box" n1
scontrol update nodename=n1 state=resume 2>/dev/null || true
for ((second = 0; second < 3600; second++)); do
    [ -n "$(squeue -h)" ] || break
    sleep 1
done
together=$((SECONDS - start))
lost=$((tasks - $(done_in cluster)))
for name in one cluster; do
    "$quench" cohort collect $name --output $name-result >/dev/null 2>&1 || true
done
for name in tasks.tsv levels.tsv subjects.tsv; do
    cmp "one-result/$name" "cluster-result/$name"
done
echo "$tasks tasks: $alone s by one worker, $together s by two nodes one of which died; $lost lost, tables equal"
((lost == 0))
