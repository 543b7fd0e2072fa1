"use strict";
// What the page knows of a run: its rows in a ring, ten minutes of them or what 96 MiB hold.

const secondsKept = 600, bytesKept = 96 << 20, version = 1;

class RunHistory {
  constructor(subject) {
    this.subject = subject;
    this.channels = subject.channels.length;
    this.features = subject.features.length;
    const most = Math.floor(bytesKept / subject.rowBytes);
    const wanted = subject.isLeft ? subject.rowsKept : Math.ceil(secondsKept / subject.hopSeconds);
    this.capacity = Math.max(64, Math.min(wanted, most));
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
    // Events and pulses are numbered: what is told again after a lost connection is known.
    this.nextEvent = 0;
    this.nextPulse = 0;
    this.samples = new Samples(subject);
    this.whatIf = new WhatIf(subject);
    this.samplesFrom = null;          // s, since when the server keeps samples
  }

  // Takes the rows of a message; each has its number, so their order does not matter. Of the number a
  // row has the low 32 bits: it is the last below the count of rows that has them.
  take(buffer, offset, rowCount) {
    const view = new DataView(buffer), size = this.subject.rowBytes, count = this.channels;
    for (let at = offset; at + size <= buffer.byteLength; at += size) {
      const behind = (rowCount - view.getUint32(at + 8, true)) % 2 ** 32;
      const number = rowCount - (behind > 0 ? behind : behind + 2 ** 32);
      const row = number % this.capacity;
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

  // The place of the row that tells of the moment, -1 where there is none.
  rowOfMoment() { return this.row(this.newest); }

  // As far back as there is something to see.
  get beginning() { return Math.min(this.firstSeconds, this.samplesFrom ?? Infinity); }

  // The first number from one on, and below another, whose row is there; the other where none is.
  present(number, end) {
    while (number < end && this.row(number) < 0) number++;
    return number;
  }

  // The number of the first row that is there and ends after a time, or the one after the newest;
  // times never go back. Rows that never came are passed over.
  numberAt(seconds) {
    let from = Math.max(0, this.oldest), to = this.newest + 1;
    while (from < to) {
      const middle = Math.floor((from + to) / 2), number = this.present(middle, to);
      if (number < to && this.seconds[this.row(number)] <= seconds) from = number + 1;
      else to = middle;
    }
    return this.present(from, this.newest + 1);
  }

  // The place of the hop in which a time lies, -1 where there is none.
  rowAt(seconds) {
    const row = this.row(this.numberAt(seconds - 1e-9));
    return row >= 0 && this.seconds[row] - this.subject.hopSeconds <= seconds + 1e-9 ? row : -1;
  }

  addEvents(first, events) {
    this.events.push(...events.slice(Math.max(0, this.nextEvent - first)));
    this.nextEvent = Math.max(this.nextEvent, first + events.length);
    if (this.events.length > 2000) this.events.splice(0, this.events.length - 1000);
  }

  addPulses(first, pulses) {
    this.bursts.push(...pulses.slice(Math.max(0, this.nextPulse - first)));
    this.nextPulse = Math.max(this.nextPulse, first + pulses.length);
    if (this.bursts.length > 20000) this.bursts.splice(0, this.bursts.length - 10000);
  }
}
