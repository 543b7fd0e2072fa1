// The canvas: what lies where, and what is drawn over the traces: events, pulses, cursors.

const colourNames = ["paper", "card", "sunk", "ink", "dim", "rule", "grid", "mute", "trace", "detect",
  "stim", "ref", "good", "settle", "twin"];

// The page's colours, also as pixels (little-endian: alpha, blue, green, red).
function readColours() {
  const style = getComputedStyle(document.documentElement), colours = {};
  for (const name of colourNames) {
    const text = style.getPropertyValue("--" + name).trim();
    const hex = text.length === 4 ? [...text.slice(1)].map((d) => d + d).join("") : text.slice(1);
    const rgb = parseInt(hex, 16);
    colours[name] = text;
    colours[name + "32"] =
      (0xff000000 | (rgb & 255) << 16 | (rgb >> 8 & 255) << 8 | rgb >> 16) >>> 0;
  }
  return colours;
}

class Picture {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.traces = new Traces();
    this.colours = readColours();
  }

  draw(scene, status, now) {
    const unit = this.fit(), { context, canvas, colours } = this, history = scene.history;
    const narrow = canvas.width / unit < 600;
    const left = (narrow ? 52 : 84) * unit, right = 10 * unit;
    const width = Math.round(canvas.width - left - right);
    context.fillStyle = colours.card;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.font = `${11 * unit}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    const latencyHeight = history.subject.isPaced ? 46 * unit : 0;
    const scoreHeight = history.subject.isLeft ? 0 : (history.whatIf.isOn ? 110 : 62) * unit;
    const top = 44 * unit, bottom = canvas.height - 18 * unit;
    const box = {
      x: Math.round(left), y: Math.round(top), width,
      height: Math.max(40, Math.round(bottom - scoreHeight - latencyHeight - 12 * unit - top)),
    };
    this.box = box;
    this.unit = unit;
    this.scene = scene;
    if (scene.sweep) {
      box.height = Math.round(bottom - top - 8 * unit);
      this.shown = drawSweeps(this, scene, box, scene.visible(now));
      this.names(scene, this.shown, box, left);
      this.scale(scene, box, this.shown.rowHeight, left + width);
      return;
    }
    const x = (seconds) => left + (seconds - scene.start) / scene.base * width;
    const shown = this.traces.draw(context, scene, box, colours, now);
    this.shown = shown;
    const clip = (height, draw) => {
      context.save();
      context.beginPath();
      context.rect(left, 0, width, height);
      context.clip();
      draw();
      context.restore();
    };
    clip(canvas.height, () => {
      this.seizures(history, x, box);
      this.blanked(scene, x, box);
      this.events(scene, x, box);
      this.pulses(scene, x, box);
      this.whatIfMarks(scene, x, box);
    });
    this.names(scene, shown, box, left);
    this.band(scene, x, left, width);
    const scoreTop = box.y + box.height + 6 * unit;
    if (history.whatIf.isOn) {
      this.whatIfStrip(scene, left, width, scoreTop, scoreHeight - 6 * unit);
    } else if (scoreHeight) this.score(scene, x, left, width, scoreTop, scoreHeight - 6 * unit);
    if (latencyHeight) {
      this.latency(scene, x, left, width, scoreTop + scoreHeight, latencyHeight - 4 * unit);
    }
    this.axis(scene, x, left, width, canvas.height - 9 * unit);
    clip(canvas.height, () => this.cursors(scene, x, box));
    this.scale(scene, box, shown.rowHeight, left + width);
  }

  fit() {
    const unit = window.devicePixelRatio || 1, { canvas } = this;
    const width = Math.round(canvas.clientWidth * unit);
    const height = Math.round(canvas.clientHeight * unit);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    return unit;
  }

  text(text, x, y, colour, align = "left") {
    this.context.fillStyle = this.colours[colour];
    this.context.textAlign = align;
    this.context.fillText(text, x, y);
  }

  line(x1, y1, x2, y2, colour, width = 1, dash = []) {
    const { context, unit } = this;
    context.strokeStyle = this.colours[colour];
    context.lineWidth = width * unit;
    context.setLineDash(dash.map((d) => d * unit));
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
    context.setLineDash([]);
  }

  names(scene, shown, box, left) {
    const { unit, context } = this, { subject } = scene.history;
    const step = Math.max(1, Math.ceil(12 * unit / shown.rowHeight));
    const row = scene.history.rowOfMoment(scene), count = scene.history.channels;
    context.save();
    context.beginPath();
    context.rect(0, 0, left - 4 * unit, this.canvas.height);
    context.clip();
    shown.channels.forEach((channel, place) => {
      if (place % step && channel !== scene.chosen) return;
      const marks = row < 0 ? 0 : scene.history.votes[row * count + channel];
      const y = box.y + (place + 0.5) * shown.rowHeight, isChosen = channel === scene.chosen;
      const sign = marks & 128 ? "× " : marks & 7 ? "● " : isChosen ? "▸ " : "";
      this.text(sign + subject.channels[channel], 4 * unit, y,
        marks & 128 ? "dim" : marks & 7 ? "detect" : isChosen ? "ref" : "ink");
    });
    context.restore();
  }

  seizures(history, x, box) {
    this.context.fillStyle = this.colours.ref;
    this.context.globalAlpha = 0.1;
    for (const [onset, end] of history.subject.seizures) {
      this.context.fillRect(x(onset), box.y, x(end) - x(onset), box.height);
    }
    this.context.globalAlpha = 1;
  }

  blanked(scene, x, box) {
    this.context.globalAlpha = 0.18;
    this.runs(scene, (row) => scene.history.state[row], (run) => {
      if (run.value < 2) return;
      this.context.fillStyle =
        this.colours[["", "", "detect", "stim", "settle", "ink"][run.value]];
      this.context.globalAlpha = run.value === 2 ? 0.07 : 0.18;
      this.context.fillRect(x(run.from), box.y, x(run.to) - x(run.from), box.height);
    });
    this.context.globalAlpha = 1;
  }

  events(scene, x, box) {
    const signs = { detection: ["▼ detection", "detect"], episodeEnded: ["△ over", "good"],
      missedDeadline: ["! late", "detect"], gap: ["gap", "dim"], overrun: ["overrun", "detect"],
      therapyRefused: ["refused", "stim"], trigger: ["trigger", "settle"],
      marker: ["◆", "settle"], settingsChanged: ["changed", "stim"] };
    let occupied = [-1e9, -1e9, -1e9];
    for (const [seconds, kind, text] of scene.history.events) {
      const sign = signs[kind];
      if (!sign || seconds < scene.start - scene.base * 0.2 || seconds > scene.end) continue;
      const at = x(seconds);
      this.line(at, box.y, at, box.y + box.height, sign[1], 1, kind === "detection" ? [] : [4, 3]);
      const label = kind === "marker" ? `${sign[0]} ${text.slice("marker: ".length)}` : sign[0];
      const lane = occupied.findIndex((end) => at > end);
      if (lane < 0) continue;
      const y = box.y + (8 + 14 * lane) * this.unit, wide = this.context.measureText(label).width;
      this.context.fillStyle = this.colours.card;
      this.context.fillRect(at + this.unit, y - 7 * this.unit, wide + 5 * this.unit, 14 * this.unit);
      this.text(label, at + 3 * this.unit, y, sign[1]);
      occupied[lane] = at + wide + 8 * this.unit;
    }
  }

  // A pulse stands at its first edge, within a pixel.
  pulses(scene, x, box) {
    const { context, unit, colours } = this;
    context.fillStyle = colours.stim;
    for (const [seconds] of scene.history.bursts) {
      if (seconds < scene.start || seconds > scene.end) continue;
      context.fillRect(Math.floor(x(seconds)), box.y + box.height - 16 * unit, 1, 16 * unit);
    }
  }

  axis(scene, x, left, width, y) {
    const { unit, canvas } = this, count = width / unit < 500 ? 4 : 8;
    for (const [seconds, text] of ticksOf(scene.start, scene.end, count)) {
      const at = x(seconds);
      this.line(at, canvas.height - 18 * unit, at, canvas.height - 14 * unit, "dim");
      if (at < left + 14 * unit || at > left + width - 20 * unit) continue;
      this.text(`${text} s`, at, y + 2 * unit, "dim", "center");
    }
  }

  // What the height of a row is worth.
  scale(scene, box, rowHeight, x) {
    const tall = Math.min(rowHeight, 40 * this.unit);
    const microvolts = scene.microvoltsDrawn * tall / rowHeight;
    const top = box.y + 3 * this.unit;
    this.line(x + 4 * this.unit, top, x + 4 * this.unit, top + tall, "ink", 2);
    const text = `${+microvolts.toPrecision(2)} µV`;
    const wide = this.context.measureText(text).width + 6 * this.unit;
    this.context.fillStyle = this.colours.card;
    this.context.fillRect(x - wide, top - this.unit, wide, 15 * this.unit);
    this.text(text, x - 3 * this.unit, top + 7 * this.unit, "ink", "right");
  }

  cursors(scene, x, box) {
    for (const [cursor, dash] of [[scene.cursor, []], [scene.second, [3, 3]]]) {
      if (!cursor) continue;
      const at = x(cursor.seconds);
      this.line(at, box.y, at, box.y + box.height, "ink", 1, dash);
      const place = this.shown.channels.indexOf(cursor.channel);
      if (place < 0) continue;
      const y = box.y + (place + 0.5) * this.shown.rowHeight;
      this.line(at - 5 * this.unit, y, at + 5 * this.unit, y, "ink", 1);
    }
  }

  // The time and channel under a point of the page; null beside the traces.
  at(clientX, clientY) {
    if (!this.box || !this.scene || this.scene.sweep) return null;
    const bounds = this.canvas.getBoundingClientRect(), { box, unit } = this;
    const x = (clientX - bounds.left) * unit, y = (clientY - bounds.top) * unit;
    if (x < box.x || x > box.x + box.width || y < 0) return null;
    const place = Math.floor((y - box.y) / this.shown.rowHeight);
    const channels = this.shown.channels;
    return {
      seconds: this.scene.start + (x - box.x) / box.width * this.scene.base,
      channel: channels[Math.min(channels.length - 1, Math.max(0, place))] ?? 0,
    };
  }
}
