"use strict";
// What the page knows of a run: its rows in a ring, ten minutes of them or what 96 MiB hold.

const secondsKept = 600, bytesKept = 96 << 20, version = 1;

class RunHistory {
  constructor(subject) {
    this.subject = subject;
    this.channels = subject.channels.length;
    this.features = subject.features.length;
    const most = Math.floor(bytesKept / subject.rowBytes);
    this.capacity = Math.max(64, Math.min(Math.ceil(secondsKept / subject.hopSeconds), most));
    const rows = this.capacity, values = rows * this.channels;
    this.number = new Float64Array(rows).fill(-1);
    this.seconds = new Float64Array(rows);
    this.state = new Uint8Array(rows);
    this.flags = new Uint8Array(rows);
    this.seizure = new Uint8Array(rows);
    this.pulses = new Uint8Array(rows);
    this.figures = new Float32Array(rows * 4);
    this.low = new Int16Array(values);
    this.high = new Int16Array(values);
    this.shares = new Uint16Array(values * this.features);
    this.votes = new Uint8Array(values);
    this.newest = -1;
    this.oldest = -1;
    this.events = [];
    this.bursts = [];
  }

  // Takes the rows of a message; each has its number, so their order does not matter.
  take(buffer, offset) {
    const view = new DataView(buffer), size = this.subject.rowBytes, count = this.channels;
    for (let at = offset; at + size <= buffer.byteLength; at += size) {
      const number = view.getUint32(at + 8, true), row = number % this.capacity;
      if (number < this.number[row]) continue;
      this.number[row] = number;
      this.seconds[row] = view.getFloat64(at, true);
      this.state[row] = view.getUint8(at + 12);
      this.flags[row] = view.getUint8(at + 13);
      this.seizure[row] = view.getUint8(at + 14);
      this.pulses[row] = view.getUint8(at + 15);
      for (let i = 0; i < 4; i++) this.figures[row * 4 + i] = view.getFloat32(at + 16 + 4 * i, true);
      let place = at + 32;
      this.low.set(new Int16Array(buffer, place, count), row * count);
      place += 2 * count;
      this.high.set(new Int16Array(buffer, place, count), row * count);
      place += 2 * count;
      this.shares.set(
        new Uint16Array(buffer, place, count * this.features), row * count * this.features);
      place += 2 * count * this.features;
      this.votes.set(new Uint8Array(buffer, place, count), row * count);
      if (number > this.newest) this.newest = number;
      if (this.oldest < 0 || number < this.oldest) this.oldest = number;
    }
    this.oldest = Math.max(this.oldest, this.newest - this.capacity + 1);
  }

  // The place of a row in the ring, -1 where it is not there.
  row(number) {
    const row = number % this.capacity;
    return number >= 0 && this.number[row] === number ? row : -1;
  }

  get lastSeconds() {
    return this.newest < 0 ? this.subject.fromSeconds : this.seconds[this.newest % this.capacity];
  }

  get firstSeconds() {
    for (let number = this.oldest; number <= this.newest; number++) {
      const row = this.row(number);
      if (row >= 0) return this.seconds[row] - this.subject.hopSeconds;
    }
    return this.lastSeconds;
  }

  // The number of the first row that ends after a time; times never go back.
  numberAt(seconds) {
    let from = Math.max(0, this.oldest), to = this.newest + 1;
    while (from < to) {
      const middle = (from + to) >> 1, row = this.row(middle);
      if (row >= 0 && this.seconds[row] > seconds) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  addEvents(events) {
    this.events.push(...events);
    if (this.events.length > 2000) this.events.splice(0, this.events.length - 1000);
  }

  addPulses(pulses) {
    this.bursts.push(...pulses);
    if (this.bursts.length > 20000) this.bursts.splice(0, this.bursts.length - 10000);
  }
}
