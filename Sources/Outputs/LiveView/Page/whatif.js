// Other thresholds, tried on the last ten minutes: the program computes what would have been from the
// counts that it keeps, and the run stays as it is.

const whatIfMilliseconds = 250;

class WhatIf {
  constructor(subject) {
    this.subject = subject;
    this.began = subject.whatIf ?? null;   // as the run began; null where nothing can be tried
    this.isOn = false;
    this.pattern = 0;                      // whose line is drawn
    this.values = {};                      // what differs, by its name in the question
    this.begin();
  }

  // As the run has it now.
  get given() { return (this.began && view.status?.whatIf) ?? this.began; }

  get isLearned() { return this.given !== null && this.given.score !== null; }

  // What can be tried: name, text, unit.
  get fields() {
    if (!this.given) return [];
    const patterns = this.isLearned ? [["score", "score needed", ""]]
      : this.given.patterns.flatMap((_, index) => [
        [`threshold${index}`, this.subject.features[index].name, this.subject.features[index].unit],
        [`votes${index}`, "channels, at least", ""],
        [`votesPercent${index}`, "of all, at least", "%"],
      ]);
    return [...patterns, ["onset", "detection after", "s"], ["termination", "over after", "s"]];
  }

  givenValue(name) {
    const [, kind, place] = name.match(/^(threshold|votes|votesPercent)(\d)$/) ?? [];
    return kind ? this.given.patterns[+place][kind] : this.given[name];
  }

  value(name) { return this.values[name] ?? this.givenValue(name); }

  set(name, value) {
    if (!Number.isFinite(value)) return;
    const rounded = +value.toPrecision(6);
    if (rounded === this.givenValue(name)) delete this.values[name];
    else this.values[name] = rounded;
    this.begin();
  }

  reset() {
    this.values = {};
    this.begin();
  }

  // Another question, of which nothing is known yet.
  begin() {
    this.id = `${Math.floor(Math.random() * 1e15)}`;
    this.course = null;
    this.problem = "";
    this.isHalted = false;
  }

  // The threshold that the line is, and where it stands against the run's.
  get line() { return this.isLearned ? "score" : `threshold${this.pattern}`; }
  get ratio() { return this.value(this.line) / this.unit; }
  get givenRatio() { return this.givenValue(this.line) / this.unit; }

  // Shares are of the threshold that the run began with.
  get unit() {
    return this.isLearned ? this.givenValue(this.line) : this.began.patterns[this.pattern].threshold;
  }

  get query() { return this.queryOf(() => true); }

  queryOf(isMeant) {
    return Object.entries(this.values).filter(([name]) => isMeant(name))
      .map(([name, value]) => `${name}=${value}`).join("&");
  }

  async ask() {
    if (!this.isOn || !this.given || this.isHalted || this.isAsking) return;
    const { id, query } = this;
    this.isAsking = true;
    try {
      const answer = await fetch(`/what-if?id=${id}${query ? `&${query}` : ""}`);
      const text = await answer.text();
      if (id === this.id) this.take(answer.ok ? JSON.parse(text) : { state: "wrong", problem: text.trim() });
    } catch { /* The page says itself that nobody answers. */ }
    this.isAsking = false;
  }

  take(reply) {
    if (reply.state === "course") this.course = reply;
    if (reply.state === "replaced") reply.problem = "another page tried something since";
    this.problem = reply.problem ?? "";
    this.isHalted = ["replaced", "wrong", "impossible"].includes(reply.state);
    view.isNew = true;
  }

  // Settings that make the run's detector so, and the model whose threshold was tried, as the program
  // writes them: of a learned detector's the one that differs, or both.
  async save() {
    const settings = this.queryOf((name) => name !== "score"), files = [];
    if ("score" in this.values) files.push([`/what-if.json?${this.queryOf((n) => n === "score")}`, "model.json"]);
    if (settings || !files.length) files.push([`/what-if.yaml?${settings}`, "settings.yaml"]);
    this.problem = "";
    for (const file of files) this.problem ||= await this.saveFile(...file);
    view.isNew = true;
  }

  // Why a file could not be saved; "" of one that was.
  async saveFile(address, name) {
    try {
      const answer = await fetch(address);
      if (!answer.ok) return (await answer.text()).trim();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
      return "";
    } catch { return "not saved: nobody answers"; }
  }

  get text() {
    if (this.problem) return this.problem;
    if (!this.course) return "computing";
    const { from, to, onsets, therapies } = this.course;
    const own = view.history.events.filter(
      ([seconds, kind]) => kind === "detection" && seconds > from && seconds <= to).length;
    return `${from.toFixed(1)} to ${to.toFixed(1)} s: ${onsets.length} detections, `
      + `${therapies.length} therapies; the run had ${own} detections`;
  }
}

function showWhatIf(scene) {
  const { whatIf } = scene.history, panel = element("whatIfPanel");
  panel.hidden = !whatIf.isOn;
  if (panel.hidden) return;
  const list = element("whatIfFields");
  if (list.run !== whatIf) {
    list.run = whatIf;
    list.replaceChildren(...whatIf.fields.map(([name, text, unit]) => {
      const label = document.createElement("label"), input = document.createElement("input");
      input.type = "number";
      input.step = "any";
      input.name = name;
      input.addEventListener("change", () => {
        whatIf.set(name, input.valueAsNumber);
        view.isNew = true;
      });
      label.append(text, input, unit);
      return label;
    }));
  }
  for (const input of list.querySelectorAll("input")) {
    const value = whatIf.value(input.name);
    if (input !== document.activeElement && input.valueAsNumber !== value) input.value = value;
    input.parentNode.classList.toggle("chosen", input.name in whatIf.values);
  }
  write("whatIfText", whatIf.text);
}

Object.assign(Picture.prototype, {
  // The chosen channel's feature against its threshold, in place of the score: the line can be moved.
  whatIfStrip(scene, left, width, top, height) {
    const { context, unit, colours } = this, { history } = scene, { whatIf } = history;
    const columns = new Float32Array(width).fill(-1), count = history.channels;
    context.fillStyle = colours.sunk;
    context.fillRect(left, top, width, height);
    let most = Math.max(2, whatIf.ratio * 1.2, whatIf.givenRatio * 1.2);
    this.eachColumn(scene, width, (column, row) => {
      if (!(history.flags[row] & 1)) return;
      const needed = history.figures[row * 4 + 1];
      const share = whatIf.isLearned ? history.figures[row * 4] / (needed > 0 ? needed : 1)
        : history.shares[(row * history.features + whatIf.pattern) * count + scene.chosen] / 4096;
      columns[column] = Math.max(columns[column], share);
      most = Math.max(most, share);
    });
    most = Math.min(most, Math.max(8, whatIf.ratio * 1.2));
    const place = (share) => top + height - share / most * height;
    for (let i = 0; i < width; i++) {
      if (columns[i] < 0) continue;
      const tall = Math.min(1, columns[i] / most) * height;
      context.fillStyle = columns[i] >= whatIf.ratio ? colours.settle : colours.trace;
      context.fillRect(left + i, top + height - tall, 1, Math.max(1, tall));
    }
    this.line(left, place(whatIf.givenRatio), left + width, place(whatIf.givenRatio), "detect", 1, [6, 3]);
    this.line(left, place(whatIf.ratio), left + width, place(whatIf.ratio), "settle", 2);
    const name = whatIf.isLearned ? "score" : history.subject.features[whatIf.pattern].name;
    this.text(name, 4 * unit, top + 8 * unit, "ink");
    this.text("what if", 4 * unit, place(whatIf.ratio), "settle");
    this.strip = { left, width, top, height, most };
  },

  // Detections that would have been, below the run's own.
  whatIfMarks(scene, x, box) {
    const { whatIf } = scene.history;
    if (!whatIf.isOn || !whatIf.course) return;
    for (const seconds of whatIf.course.onsets) {
      if (seconds < scene.start || seconds > scene.end) continue;
      const at = x(seconds), y = box.y + box.height - 26 * this.unit;
      this.line(at, box.y, at, box.y + box.height, "settle", 2, [2, 3]);
      this.text("▽ would be", at + 3 * this.unit, y, "settle");
    }
  },

  // The ratio that a point of the page stands for on the strip; null beside it.
  ratioAt(clientX, clientY, isHeld) {
    const { strip, unit, canvas } = this;
    if (!strip || !this.scene?.history.whatIf.isOn || this.scene.sweep) return null;
    const bounds = canvas.getBoundingClientRect();
    const x = (clientX - bounds.left) * unit, y = (clientY - bounds.top) * unit;
    const isIn = y >= strip.top && y <= strip.top + strip.height && x >= strip.left;
    if (!isIn && !isHeld) return null;
    return Math.max(0.02, (strip.top + strip.height - y) / strip.height * strip.most);
  },
});

function installWhatIf() {
  const { canvas } = view.picture;
  let held = false;
  const move = (event) => {
    const ratio = view.picture.ratioAt(event.clientX, event.clientY, held);
    if (ratio === null) return;
    const { whatIf } = view.history;
    event.stopImmediatePropagation();
    whatIf.set(whatIf.line, ratio * whatIf.unit);
    view.showControls();
  };
  canvas.addEventListener("pointerdown", (event) => {
    held = view.picture.ratioAt(event.clientX, event.clientY, false) !== null;
    if (!held) return;
    canvas.setPointerCapture(event.pointerId);
    move(event);
  }, { capture: true });
  canvas.addEventListener("pointermove", (event) => { if (held) move(event); }, { capture: true });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => { held = false; });
  }
  setInterval(() => view.history?.whatIf.ask(), whatIfMilliseconds);
}
