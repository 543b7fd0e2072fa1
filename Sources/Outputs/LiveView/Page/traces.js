// Traces as pixels: an envelope of lowest and highest for each column, put on the canvas at once.

class Traces {
  constructor() {
    this.image = null;
    this.wanted = null;               // {pieces, from, to} that the page lacks
  }

  draw(context, scene, box, colours, now) {
    const width = Math.max(1, Math.round(box.width)), height = Math.max(1, Math.round(box.height));
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.pixels.fill(colours.card32);
    const channels = scene.visible(now);
    this.collect(scene, channels, width);
    const { wanted } = this;
    if (wanted) scene.history.samples.ask(wanted.pieces, wanted.from, wanted.to);
    const rowHeight = height / Math.max(1, channels.length);
    channels.forEach((channel, place) => {
      this.paint(scene, channel, place, (place + 0.5) * rowHeight, rowHeight, colours);
    });
    context.putImageData(this.image, Math.round(box.x), Math.round(box.y));
    return { channels, rowHeight };
  }

  // The envelopes of the window: of each channel and column, lowest, highest and whether it voted. What
  // the page does not have of it is `wanted`.
  collect(scene, channels, width) {
    const size = channels.length * width;
    if (!this.low || this.low.length < size) {
      this.low = new Int16Array(size);
      this.high = new Int16Array(size);
      this.marks = new Uint8Array(size);
    }
    this.low.fill(32767, 0, size);
    this.high.fill(-32768, 0, size);
    this.marks.fill(0, 0, size);
    this.width = width;
    this.wanted = null;
    const pieces = scene.history.samples.pieces(scene.base / width);
    scene.showsSamples = pieces.step === 1;
    const isCovered = this.collectRows(scene, channels, scene.showsSamples ? pieces : null);
    if (scene.showsSamples) this.collectSamples(scene, channels, pieces);
    else this.collectPieces(scene, channels, pieces, isCovered);
  }

  // Hops, but for those whose single samples are there; which columns have one.
  collectRows(scene, channels, samples) {
    const { history, start, end } = scene, { low, high, marks, width } = this;
    const count = history.channels, perSecond = width / scene.base;
    const { hopSeconds, hopFrames, rateHertz } = history.subject;
    const isCovered = new Uint8Array(width);
    for (let n = history.numberAt(start); n <= history.newest; n++) {
      const row = history.row(n);
      if (row < 0) continue;
      const seconds = history.seconds[row];
      if (seconds > end + 1e-9) break;
      // A hop fills the columns that it lasts.
      const last = Math.min(width - 1, Math.ceil((seconds - start) * perSecond) - 1);
      const first = Math.max(0, Math.min(last,
        Math.floor((seconds - hopSeconds - start) * perSecond)));
      isCovered.fill(1, first, last + 1);
      if (!(history.flags[row] & 1)) continue;
      const frame = Math.round(seconds * rateHertz);
      const isSampled = samples && samples.place(frame - 1) >= 0
        && samples.place(frame - hopFrames) >= 0;
      const place = row * count;
      for (let i = 0; i < channels.length; i++) {
        const c = place + channels[i];
        const lowest = history.low[c], highest = history.high[c], vote = history.votes[c];
        for (let x = i * width + first; x <= i * width + last; x++) {
          marks[x] |= vote;
          if (isSampled) continue;
          if (lowest < low[x]) low[x] = lowest;
          if (highest > high[x]) high[x] = highest;
        }
      }
    }
    return isCovered;
  }

  // Each sample in the column of its time, joined by straight lines.
  collectSamples(scene, channels, pieces) {
    const { start, end } = scene, { rateHertz } = scene.history.subject;
    const perSecond = this.width / scene.base;
    const last = Math.min(Math.ceil(end * rateHertz),
      Math.round(scene.history.lastSeconds * rateHertz) - 1);
    let before = -1, xBefore = 0, from = -1, to = -1;
    for (let frame = Math.max(0, Math.floor(start * rateHertz)); frame <= last; frame++) {
      if (!pieces.isKnown(frame)) {
        if (from < 0) from = frame;
        to = frame + 1;
      }
      const place = pieces.place(frame);
      const x = Math.floor((frame / rateHertz - start) * perSecond + 1e-6);
      if (place >= 0) {
        for (let i = 0; i < channels.length; i++) {
          const value = pieces.values[place * pieces.width + channels[i]];
          this.reach(i, x, value);
          if (before < 0 || x - xBefore < 2) continue;
          const other = pieces.values[before * pieces.width + channels[i]];
          for (let between = xBefore + 1; between < x; between++) {
            this.reach(i, between, other + (value - other) * (between - xBefore) / (x - xBefore));
          }
        }
      }
      before = place;
      xBefore = x;
    }
    if (from >= 0) this.wanted = { pieces, from, to };
  }

  // What the server keeps of columns of which the page has no row.
  collectPieces(scene, channels, pieces, isCovered) {
    const { width } = this, { rateHertz } = scene.history.subject;
    const seconds = pieces.step / rateHertz, perColumn = scene.base / width;
    const last = Math.floor(scene.history.lastSeconds / seconds) - 1;
    let from = -1, to = -1;
    for (let x = 0; x < width; x++) {
      if (isCovered[x]) continue;
      const first = Math.max(0, Math.floor((scene.start + x * perColumn) / seconds));
      const end = Math.min(last, Math.floor((scene.start + (x + 1) * perColumn) / seconds));
      for (let piece = first; piece <= end; piece++) {
        if (!pieces.isKnown(piece)) {
          if (from < 0) from = piece;
          to = piece + 1;
        }
        const place = pieces.place(piece) * pieces.width;
        if (place < 0) continue;
        for (let i = 0; i < channels.length; i++) {
          this.reach(i, x, pieces.values[place + channels[i]]);
          this.reach(i, x, pieces.values[place + pieces.channels + channels[i]]);
        }
      }
    }
    if (from >= 0) this.wanted = { pieces, from, to };
  }

  // A trace comes to a value in a column.
  reach(trace, x, value) {
    if (x < 0 || x >= this.width) return;
    const at = trace * this.width + x;
    if (value < this.low[at]) this.low[at] = value;
    if (value > this.high[at]) this.high[at] = value;
  }

  // Where a trace rests: the middling one of a hundred columns, which a spike does not move.
  rest(first, width) {
    const middles = [], step = Math.max(1, Math.floor(width / 100));
    for (let x = first; x < first + width; x += step) {
      if (this.low[x] <= this.high[x]) middles.push((this.low[x] + this.high[x]) / 2);
    }
    middles.sort((a, b) => a - b);
    return middles.length ? middles[middles.length >> 1] : null;
  }

  paint(scene, channel, place, middle, rowHeight, colours) {
    const { low, high, marks, pixels, width } = this, rows = this.image.height;
    const first = place * width;
    const rest = this.rest(first, width);
    if (rest === null) return;
    const scale = scene.history.subject.microvoltsPerCount * scene.gains[channel]
      * rowHeight / scene.microvoltsDrawn;
    // A trace may reach over its neighbours, but not over the whole picture.
    const reach = Math.max(rowHeight * 1.5, 12);
    const isChosen = channel === scene.chosen;
    let before = null;
    for (let x = 0; x < width; x++) {
      const at = first + x;
      if (low[at] > high[at]) { before = null; continue; }
      let top = middle - Math.min(reach, (high[at] - rest) * scale);
      let bottom = middle - Math.max(-reach, (low[at] - rest) * scale);
      const own = [top, bottom];
      // Columns that do not touch are joined.
      if (before) {
        if (top > before[1]) top = before[1];
        if (bottom < before[0]) bottom = before[0];
      }
      before = own;
      const colour = marks[at] & 128 ? colours.mute32
        : marks[at] & 7 ? colours.detect32 : isChosen ? colours.ref32 : colours.trace32;
      const from = Math.max(0, Math.round(top)), to = Math.min(rows - 1, Math.round(bottom));
      for (let y = from; y <= to; y++) pixels[y * width + x] = colour;
    }
  }
}
