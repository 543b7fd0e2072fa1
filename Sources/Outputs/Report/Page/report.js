// What a script adds to a report: its pictures' time axes zoom, channels are chosen, cursors read. Without
// it the pictures stand as they are.

const pictures = new Map(), pointsMost = 1000, valuesLeast = 8;

class ZoomedPicture {
  constructor(svg) {
    const numbers = (name) => svg.dataset[name].split(" ").map(Number);
    this.svg = svg;
    [this.left, this.right] = numbers("columns");
    [this.first, this.last] = [this.start, this.end] = numbers("seconds");
    [this.rows] = numbers("rows");
    [this.step, this.microvoltsPerCount, this.amplitude] = numbers("values");
    this.curves = [...svg.querySelectorAll("[data-counts]")].map((label) => new Curve(label));
    this.hidden = new Set();
    this.chosen = this.curves[0].channel;
    this.cursor = this.second = null;       // {seconds, channel}
    this.rowsTop = +this.curves[0].label.getAttribute("y") - 4 - this.rows / this.curves.length / 2;
    this.timed = new TimedParts(svg);
    this.lines = ["cursor", "cursor second"].map((style) => part(svg, "path", { class: style }));
    this.dragged = part(svg, "rect", { class: "dragged", y: this.rowsTop, height: this.rows });
    this.tools = new Tools(this);
    svg.classList.add("zoomable");
    svg.setAttribute("role", "group");
    svg.tabIndex = 0;
    listen(this);
    this.draw();
  }

  get seconds() { return this.end - this.start; }
  get isWhole() { return this.start <= this.first && this.end >= this.last; }
  get shown() { return this.curves.filter(({ channel }) => !this.hidden.has(channel)); }
  x(seconds) {
    return this.left + (seconds - this.start) / this.seconds * (this.right - this.left);
  }

  show(start, seconds) {
    const least = Math.min(this.last - this.first, valuesLeast * this.step);
    const length = Math.min(this.last - this.first, Math.max(least, seconds));
    this.start = Math.min(this.last - length, Math.max(this.first, start));
    this.end = this.start + length;
    this.draw();
  }

  // Round a time that stays where it is: the cursor, or the middle.
  zoom(factor, at = this.cursor?.seconds ?? (this.start + this.end) / 2) {
    const place = Math.min(1, Math.max(0, (at - this.start) / this.seconds));
    this.show(at - place * this.seconds * factor, this.seconds * factor);
  }

  scroll(share) { this.show(this.start + share * this.seconds, this.seconds); }

  whole() { this.show(this.first, this.last - this.first); }

  lookAt(seconds, length = 4) {
    this.cursor = { seconds, channel: this.chosen };
    this.show(seconds - length / 2, length);
  }

  hide(channel, isHidden) {
    if (isHidden) this.hidden.add(channel);
    else this.hidden.delete(channel);
    if (this.hidden.has(this.chosen)) this.choose(1);
    this.draw();
  }

  choose(steps) {
    const { curves, hidden } = this, isShown = ({ channel }) => !hidden.has(channel);
    const place = curves.findIndex(({ channel }) => channel === this.chosen);
    const after = curves.slice(place + 1).filter(isShown);
    const before = curves.slice(0, place).filter(isShown).reverse();
    const next = (steps > 0 ? after[0] : before[0]) ?? (isShown(curves[place]) ? null : before[0]);
    if (next) this.chosen = next.channel;
    if (this.cursor) this.cursor.channel = this.chosen;
    this.draw();
  }

  // By so many values; the window goes along.
  moveCursor(steps) {
    const { step } = this, at = this.cursor?.seconds ?? (this.start + this.end) / 2;
    const place = Math.floor((at - this.first) / step + 1e-6) + (this.cursor ? steps : 0);
    const most = Math.round((this.last - this.first) / step) - 1;
    const seconds = this.first + (Math.min(most, Math.max(0, place)) + 0.5) * step;
    this.cursor = { seconds, channel: this.chosen };
    if (seconds < this.start || seconds > this.end) this.show(seconds - this.seconds / 2, this.seconds);
    else this.draw();
  }

  // What a cursor reads, for `readingText`.
  reading({ seconds, channel }) {
    const curve = this.curves.find((one) => one.channel === channel);
    const place = Math.floor((seconds - this.first) / this.step + 1e-6);
    const range = curve.range(place, place + 1)?.map((count) => count * this.microvoltsPerCount);
    return { seconds, digits: 3, name: curve.name, sample: null, range: range ?? null };
  }

  draw() {
    const { svg, shown, curves, hidden } = this;
    svg.classList.toggle("zoomed", !this.isWhole);
    for (const element of svg.querySelectorAll("[data-channel]")) {
      element.style.display = hidden.has(element.dataset.channel) ? "none" : "";
    }
    this.timed.draw(this);
    const rowHeight = this.rows / Math.max(1, shown.length);
    shown.forEach((curve, place) => this.drawCurve(curve, place, rowHeight));
    this.drawScale(rowHeight, shown.length === curves.length);
    [this.cursor, this.second].forEach((cursor, index) => {
      const place = shown.findIndex(({ channel }) => channel === cursor?.channel);
      const isSeen = cursor && cursor.seconds >= this.start && cursor.seconds <= this.end;
      const x = isSeen ? this.x(cursor.seconds).toFixed(1) : 0;
      const y = this.rowsTop + (place + 0.5) * rowHeight;
      this.lines[index].setAttribute("d", !isSeen ? "" : `M${x} ${this.rowsTop}v${this.rows}`
        + (place < 0 ? "" : `M${x - 5} ${y.toFixed(1)}h10`));
    });
    this.tools.show();
  }

  // A curve in its row; the whole of all channels is the picture that the file has.
  drawCurve(curve, place, rowHeight) {
    const { first, step, microvoltsPerCount, rowsTop } = this;
    const middle = rowsTop + (place + 0.5) * rowHeight;
    curve.label.setAttribute("y", (middle + 4).toFixed(1));
    curve.label.classList.toggle("chosen", curve.channel === this.chosen);
    if (!curve.path) return;
    if (this.isWhole && !this.hidden.size) {
      curve.path.setAttribute("d", curve.drawn);
      return;
    }
    const y = (count) => {
      const share = (count * microvoltsPerCount - curve.centre) / this.amplitude;
      const offset = Math.min(rowHeight, Math.max(-rowHeight, share * rowHeight / 2));
      return Math.max(rowsTop - 6, middle - offset);
    };
    const from = Math.max(0, Math.floor((this.start - first) / step) - 1);
    const to = Math.min(curve.length, Math.ceil((this.end - first) / step) + 1);
    curve.path.setAttribute("d",
      curve.band(from, to, pointsMost, (n) => this.x(first + n * step), y));
  }

  // A bar that is worth a round number of µV, in the lower right corner.
  drawScale(rowHeight, isAsDrawn) {
    const [bar, text] = this.svg.querySelectorAll("[data-scale]");
    if (!bar) return;
    this.scale ??= [bar.getAttribute("d"), text.textContent, text.getAttribute("y")];
    let [d, label, y] = this.scale;
    if (!isAsDrawn) {
      const [x, bottom] = [/M(\S+)/, /L\S+ (\S+)/].map((numbers) => +d.match(numbers)[1]);
      const microvolts = nice(this.amplitude * 2 * 18 / rowHeight);
      const tall = microvolts / this.amplitude * rowHeight / 2;
      d = `M${x} ${(bottom - tall).toFixed(1)}L${x} ${bottom}`;
      label = microvolts < 1000 ? `${microvolts} µV` : `${microvolts / 1000} mV`;
      y = (bottom + 4 - tall / 2).toFixed(1);
    }
    bar.setAttribute("d", d);
    text.textContent = label;
    text.setAttribute("y", y);
  }
}

for (const svg of document.querySelectorAll("svg[data-seconds]")) {
  pictures.set(svg.closest("[id]")?.id, new ZoomedPicture(svg));
}

// A burst's row leads to its instant in the picture.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at]"), picture = pictures.get(link?.hash.slice(1));
  if (picture) picture.lookAt(+link.dataset.at);
});
