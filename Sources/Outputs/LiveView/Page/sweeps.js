// Sweeps: what each trace did round every onset, burst or trigger edge, one over the other, and their
// mean. A hop's value is the middle of its extremes; hops that were not measured are left out.

const sweepKinds = ["", "onsets", "bursts", "triggers"];
const sweepBefore = 1, sweepAfter = 2, sweepsMost = 30;

// The instants of a kind that the page knows, s.
function sweepTimes(history, kind) {
  const ofKind = (name) => history.events.filter((event) => event[1] === name).map(([s]) => s);
  if (kind === "onsets") return ofKind("detection");
  if (kind === "triggers") return ofKind("trigger");
  return history.bursts.map(([seconds]) => seconds)
    .filter((seconds, index, all) => !index || seconds - all[index - 1] > 0.25);
}

function drawSweeps(picture, scene, box, channels) {
  const { history } = scene, { context, unit, colours } = picture;
  const hop = history.subject.hopSeconds, steps = Math.round((sweepBefore + sweepAfter) / hop);
  const times = sweepTimes(history, scene.sweep)
    .filter((s) => s - sweepBefore > history.firstSeconds && s < history.lastSeconds)
    .slice(-sweepsMost);
  const rowHeight = box.height / Math.max(1, channels.length);
  const x = (step) => box.x + step / steps * box.width;
  const scale = history.subject.microvoltsPerCount * rowHeight / scene.microvoltsDrawn;
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  channels.forEach((channel, place) => {
    const middle = (place + 0.5) * rowHeight + box.y, gain = scale * scene.gains[channel];
    const sums = new Float64Array(steps), counts = new Uint16Array(steps);
    context.strokeStyle = colours.mute;
    context.lineWidth = 0.6 * unit;
    for (const time of times) {
      const values = sweepValues(history, channel, time, steps);
      const known = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
      const rest = known[known.length >> 1] ?? 0;
      values.forEach((value, step) => {
        if (Number.isNaN(value)) return;
        sums[step] += value - rest;
        counts[step]++;
      });
      strokeSweep(context, values, x, (value) => middle - (value - rest) * gain);
    }
    context.strokeStyle = channel === scene.chosen ? colours.ref : colours.trace;
    context.lineWidth = 1.8 * unit;
    const means = Array.from(sums, (sum, step) => counts[step] ? sum / counts[step] : NaN);
    strokeSweep(context, means, x, (value) => middle - value * gain);
  });
  picture.line(x(sweepBefore / hop), box.y, x(sweepBefore / hop), box.y + box.height, "detect", 1, [4, 3]);
  context.restore();
  for (let second = -sweepBefore; second <= sweepAfter; second++) {
    picture.text(`${second} s`, x((second + sweepBefore) / hop), box.y + box.height + 9 * unit, "dim",
      second === sweepAfter ? "right" : "center");
  }
  const count = times.length ? `${times.length} ${scene.sweep} and their mean` : `no ${scene.sweep} yet`;
  picture.text(count, box.x + 6 * unit, 12 * unit, "ink");
  return { channels, rowHeight };
}

// What a channel did round an instant, a value a hop, NaN where there is none: a hop that ends there
// is the last of the second before.
function sweepValues(history, channel, instant, steps) {
  const values = new Array(steps).fill(NaN), start = instant - sweepBefore;
  for (let n = history.numberAt(start); n <= history.newest; n++) {
    const row = history.row(n);
    if (row < 0) continue;
    // Its time tells its step, not its number: hops may be missing.
    const step = Math.ceil((history.seconds[row] - start) / history.subject.hopSeconds - 1e-6) - 1;
    if (step >= steps) break;
    if (step < 0 || !(history.flags[row] & 1)) continue;
    const place = row * history.channels + channel;
    values[step] = (history.low[place] + history.high[place]) / 2;
  }
  return values;
}

function strokeSweep(context, values, x, y) {
  let isDown = false;
  context.beginPath();
  values.forEach((value, step) => {
    if (Number.isNaN(value)) { isDown = false; return; }
    if (isDown) context.lineTo(x(step + 0.5), y(value));
    else context.moveTo(x(step + 0.5), y(value));
    isDown = true;
  });
  context.stroke();
}
