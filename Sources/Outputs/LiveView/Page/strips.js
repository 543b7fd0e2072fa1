// The strips above and below the traces: state and seizures, score, latency.

Object.assign(Picture.prototype, {
  // Runs of rows that are alike by `key`: from and to in s.
  runs(scene, key, each) {
    const { history } = scene;
    let run = null;
    for (let n = history.numberAt(scene.start); n <= history.newest; n++) {
      const row = history.row(n);
      if (row < 0) continue;
      const to = history.seconds[row], from = to - history.subject.hopSeconds;
      if (from > scene.end) break;
      const value = key(row);
      if (run && (value !== run.value || from - run.to > history.subject.hopSeconds / 2)) {
        each(run);
        run = null;
      }
      if (run) run.to = to;
      else run = { value, from, to };
    }
    if (run) each(run);
  },

  band(scene, x, left, width) {
    const { context, unit, colours, canvas } = this, { subject } = scene.history;
    const fills = ["mute", "sunk", "detect", "stim", "settle", "ink"];
    const inks = ["card", "dim", "card", "card", "card", "card"];
    context.save();
    context.beginPath();
    context.rect(left, 0, width, canvas.height);
    context.clip();
    this.runs(scene, (row) => scene.history.state[row], (run) => {
      const from = Math.max(left, x(run.from)), to = Math.min(left + width, x(run.to));
      context.fillStyle = colours[fills[run.value]];
      context.fillRect(from, 4 * unit, Math.max(1, to - from), 15 * unit);
      const name = subject.states[run.value];
      if (context.measureText(name).width + 8 * unit < to - from) {
        this.text(name, (from + to) / 2, 12 * unit, inks[run.value], "center");
      }
    });
    this.runs(scene, (row) => scene.history.seizure[row], (run) => {
      const from = x(run.from), wide = Math.max(1, x(run.to) - from);
      if (run.value & 1) {
        context.fillStyle = colours.ref;
        context.fillRect(from, 23 * unit, wide, 5 * unit);
      }
      if (run.value & 2) {
        context.fillStyle = colours.twin;
        context.fillRect(from, 34 * unit, wide, 5 * unit);
      }
    });
    context.restore();
    this.text("state", 4 * unit, 12 * unit, "dim");
    if (subject.seizures.length || this.hasPatient) {
      this.text("seizure", 4 * unit, 25 * unit, "ref");
      if (this.hasPatient) this.text("untreated", 4 * unit, 37 * unit, "twin");
    }
  },

  score(scene, x, left, width, top, height) {
    const { context, unit, colours } = this, { history } = scene, columns = new Float32Array(width);
    context.fillStyle = colours.sunk;
    context.fillRect(left, top, width, height);
    columns.fill(-1);
    let most = 2;
    this.eachColumn(scene, width, (column, row) => {
      if (!(history.flags[row] & 1)) return;
      const needed = history.figures[row * 4 + 1];
      const value = history.figures[row * 4] / (needed > 0 ? needed : 1);
      columns[column] = Math.max(columns[column], value);
      most = Math.max(most, value);
    });
    most = Math.min(most, 8);
    for (let i = 0; i < width; i++) {
      if (columns[i] < 0) continue;
      const tall = Math.min(1, columns[i] / most) * height;
      context.fillStyle = columns[i] >= 1 ? colours.detect : colours.trace;
      context.fillRect(left + i, top + height - tall, 1, Math.max(1, tall));
    }
    const y = top + height - height / most;
    this.line(left, y, left + width, y, "detect", 1, [6, 3]);
    this.text("score", 4 * unit, top + 8 * unit, "ink");
    this.text("needed", 4 * unit, y, "detect");
  },

  // Compute latency over time, the axis logarithmic from 10 µs to the budget, or a second without one.
  latency(scene, x, left, width, top, height) {
    const { context, unit, colours } = this, { history } = scene, columns = new Float32Array(width);
    const most = (history.subject.budgetMilliseconds ?? 1000) * 1000;
    const hasBudget = history.subject.budgetMilliseconds !== null;
    const place = (us) => Math.log(Math.max(10, us) / 10) / Math.log(most / 10);
    context.fillStyle = colours.sunk;
    context.fillRect(left, top, width, height);
    this.eachColumn(scene, width, (column, row) => {
      columns[column] = Math.max(columns[column], history.figures[row * 4 + 2]);
    });
    for (let i = 0; i < width; i++) {
      if (!(columns[i] > 0)) continue;
      const tall = Math.min(1, place(columns[i])) * height;
      context.fillStyle = hasBudget && columns[i] > most ? colours.detect : colours.ref;
      context.fillRect(left + i, top + height - Math.max(2, tall), 1, 2 * unit);
    }
    for (const us of [100, 1000, 10000]) {
      const y = top + height - place(us) * height;
      this.line(left, y, left + width, y, "rule", 0.5);
    }
    this.text("latency", 4 * unit, top + 8 * unit, "ink");
    this.text("0.01 ms", 4 * unit, top + height - 5 * unit, "dim");
  },

  eachColumn(scene, width, each) {
    const { history } = scene;
    for (let n = history.numberAt(scene.start); n <= history.newest; n++) {
      const row = history.row(n);
      if (row < 0) continue;
      const seconds = history.seconds[row];
      if (seconds > scene.end + 1e-9) break;
      const last = Math.min(width - 1,
        Math.ceil((seconds - scene.start) / scene.base * width) - 1);
      const first = Math.max(0, Math.min(last, Math.floor(
        (seconds - history.subject.hopSeconds - scene.start) / scene.base * width)));
      for (let column = first; column <= last; column++) each(column, row);
    }
  },
});
