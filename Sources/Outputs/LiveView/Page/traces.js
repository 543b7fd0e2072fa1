// Traces as pixels: an envelope of lowest and highest for each column, put on the canvas at once.

class Traces {
  constructor() { this.image = null; }

  draw(context, scene, box, colours, now) {
    const width = Math.max(1, Math.round(box.width)), height = Math.max(1, Math.round(box.height));
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.pixels.fill(colours.card32);
    const channels = scene.visible(now);
    this.collect(scene, channels, width);
    const rowHeight = height / Math.max(1, channels.length);
    channels.forEach((channel, place) => {
      this.paint(scene, channel, place, (place + 0.5) * rowHeight, rowHeight, colours);
    });
    context.putImageData(this.image, Math.round(box.x), Math.round(box.y));
    return { channels, rowHeight };
  }

  // The envelopes of the window: of each channel and column, lowest, highest and whether it voted.
  collect(scene, channels, width) {
    const { history } = scene, count = history.channels, size = channels.length * width;
    if (!this.low || this.low.length < size) {
      this.low = new Int16Array(size);
      this.high = new Int16Array(size);
      this.marks = new Uint8Array(size);
    }
    const { low, high, marks } = this;
    low.fill(32767, 0, size);
    high.fill(-32768, 0, size);
    marks.fill(0, 0, size);
    this.width = width;
    const start = scene.start, end = scene.end, perSecond = width / scene.base;
    for (let n = history.numberAt(start); n <= history.newest; n++) {
      const row = history.row(n);
      if (row < 0) continue;
      const seconds = history.seconds[row];
      if (seconds > end + 1e-9) break;
      if (!(history.flags[row] & 1)) continue;
      // A hop fills the columns that it lasts.
      const last = Math.min(width - 1, Math.ceil((seconds - start) * perSecond) - 1);
      const first = Math.max(0, Math.min(last,
        Math.floor((seconds - history.subject.hopSeconds - start) * perSecond)));
      const place = row * count;
      for (let i = 0; i < channels.length; i++) {
        const c = place + channels[i];
        const lowest = history.low[c], highest = history.high[c], vote = history.votes[c];
        for (let x = i * width + first; x <= i * width + last; x++) {
          if (lowest < low[x]) low[x] = lowest;
          if (highest > high[x]) high[x] = highest;
          marks[x] |= vote;
        }
      }
    }
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
