// What of it is looked at, and how: one object that the drawing reads and the controls change.

const timeBases = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600];

class Scene {
  constructor(history) {
    this.history = history;
    this.base = 10;
    this.pausedAt = null;             // s, the right end; null while live
    this.microvoltsOfRow = 0;         // what a trace's height is; 0 until it fits
    this.gains = new Float32Array(history.channels).fill(1);
    this.hidden = new Uint8Array(history.channels);
    this.chosen = 0;
    this.isByVotes = false;
    this.cursor = null;               // {seconds, channel}
    this.second = null;
    this.sweep = "";                  // round what, one of `sweepKinds`
    this.showsSamples = false;        // whether a column is finer than a hop
    this.order = null;
    this.orderedAt = 0;
  }

  get end() { return this.pausedAt ?? this.history.lastSeconds; }
  get start() { return this.end - this.base; }

  // The channels that are shown, from above.
  visible(now) {
    if (this.order && (!this.isByVotes || now - this.orderedAt < 1000)) return this.order;
    const channels = [];
    for (let c = 0; c < this.history.channels; c++) if (!this.hidden[c]) channels.push(c);
    if (this.isByVotes) {
      const votes = this.votesInWindow();
      channels.sort((a, b) => votes[b] - votes[a] || a - b);
    }
    this.order = channels;
    this.orderedAt = now;
    return channels;
  }

  votesInWindow() {
    const { history } = this, count = history.channels, votes = new Float64Array(count);
    for (let n = history.numberAt(this.start); n <= history.newest; n++) {
      const row = history.row(n);
      if (row < 0) continue;
      if (history.seconds[row] > this.end) break;
      for (let c = 0; c < count; c++) if (history.votes[row * count + c] & 7) votes[c]++;
    }
    return votes;
  }

  reorder() { this.order = null; }

  // What a trace's height is as it is drawn: a flat signal, which nothing fits, has a height too.
  get microvoltsDrawn() { return this.microvoltsOfRow || 100; }

  // So that the middling trace of what is shown fills its row.
  fit() {
    const { history } = this, count = history.channels, ranges = [];
    const first = Math.max(history.numberAt(this.start), history.newest - 20000);
    for (const c of this.visible(0)) {
      let low = Infinity, high = -Infinity;
      for (let n = first; n <= history.newest; n++) {
        const row = history.row(n);
        if (row < 0 || !(history.flags[row] & 1)) continue;
        low = Math.min(low, history.low[row * count + c]);
        high = Math.max(high, history.high[row * count + c]);
      }
      if (high > low) ranges.push((high - low) * history.subject.microvoltsPerCount);
    }
    if (!ranges.length) return;
    ranges.sort((a, b) => a - b);
    this.microvoltsOfRow = nice(ranges[ranges.length >> 1] * 1.2);
  }

  changeScale(steps) { this.microvoltsOfRow = nice(this.microvoltsDrawn * 2 ** steps); }

  changeBase(steps) {
    const place = timeBases.indexOf(this.base) + steps;
    this.base = timeBases[Math.min(timeBases.length - 1, Math.max(0, place))];
  }

  scroll(seconds) {
    const { history } = this;
    const end = Math.max(history.beginning + this.base / 4, this.end + seconds);
    this.pausedAt = end >= history.lastSeconds ? null : end;
  }

  goTo(seconds) {
    this.pausedAt = Math.min(this.history.lastSeconds, seconds + this.base / 2);
    this.cursor = { seconds, channel: this.chosen };
  }

  choose(steps) {
    const channels = this.visible(0);
    if (!channels.length) return;
    const place = channels.indexOf(this.chosen);
    this.chosen = channels[Math.min(channels.length - 1, Math.max(0, place + steps))];
    if (this.cursor) this.cursor.channel = this.chosen;
  }

  // What a channel's sample nearest to a time is, in µV; null where samples are not shown.
  sample(cursor) {
    const { samples, subject } = this.history;
    if (!this.showsSamples) return null;
    const place = samples.frame(Math.round(cursor.seconds * subject.rateHertz));
    return place < 0 ? null
      : samples.single.values[place + cursor.channel] * subject.microvoltsPerCount;
  }

  // What a channel showed in the hop at a time: [lowest, highest] in µV, or null.
  microvolts(cursor) {
    const { history } = this, row = history.rowAt(cursor.seconds);
    if (row < 0 || !(history.flags[row] & 1)) return null;
    const place = row * history.channels + cursor.channel, lsb = history.subject.microvoltsPerCount;
    if (history.low[place] > history.high[place]) return null;
    return [history.low[place] * lsb, history.high[place] * lsb];
  }
}
