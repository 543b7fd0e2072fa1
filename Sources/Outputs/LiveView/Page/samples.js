// Counts from the server's file: single samples where the picture is that fine, or the extremes of so many
// each where the page has no rows. What is looked at is asked for, one answer at a time.

const samplesKept = 24 << 20, askMilliseconds = 100, backOffMilliseconds = 1000;

// Pieces of `step` frames in a ring.
class Pieces {
  constructor(subject, step) {
    this.step = step;
    this.channels = subject.channels.length;
    this.width = this.channels * (step > 1 ? 2 : 1);
    this.capacity = Math.max(64, Math.floor(samplesKept / (2 * this.width + 9)));
    this.number = new Float64Array(this.capacity).fill(-1);
    this.isThere = new Uint8Array(this.capacity);
    this.values = new Int16Array(this.capacity * this.width);
  }

  // Whether it is known that a piece is there, or a hole.
  isKnown(piece) { return this.number[piece % this.capacity] === piece; }

  // The place of a piece in the ring, -1 where it is not there.
  place(piece) {
    const place = piece % this.capacity;
    return piece >= 0 && this.number[place] === piece && this.isThere[place] ? place : -1;
  }

  // Takes an answer: all of its span is known then.
  take({ from, to, runs }, buffer, offset) {
    const { step, width, channels } = this;
    for (let piece = Math.ceil(from / step); (piece + 1) * step <= to; piece++) {
      this.number[piece % this.capacity] = piece;
      this.isThere[piece % this.capacity] = 0;
    }
    const values = new Int16Array(buffer, offset);
    let at = 0;
    for (const [frame, count] of runs) {
      const first = Math.floor(frame / step);
      for (let piece = first; piece < first + count; piece++, at += width) {
        const place = piece % this.capacity, start = place * width;
        if (this.number[place] !== piece) continue;
        if (!this.isThere[place]) this.values.set(values.subarray(at, at + width), start);
        // A hole parts a piece in two.
        else for (let i = 0; i < width; i++) {
          const value = values[at + i], own = this.values[start + i];
          this.values[start + i] = i < channels ? Math.min(own, value) : Math.max(own, value);
        }
        this.isThere[place] = 1;
      }
    }
  }
}

class Samples {
  constructor(subject) {
    this.subject = subject;
    this.single = null;
    this.wide = null;
    this.isAsking = false;
    this.askedAt = -Infinity;
    // What a run has left comes in stretches.
    this.isOff = subject.isLeft === true;
  }

  // Pieces as fine as a column of so many seconds: single samples, or some hops.
  pieces(columnSeconds) {
    const { hopSeconds, hopFrames } = this.subject;
    if (columnSeconds < hopSeconds * 0.999) return this.single ??= new Pieces(this.subject, 1);
    const step = hopFrames * 2 ** Math.floor(Math.log2(columnSeconds / hopSeconds * 1.001));
    if (this.wide?.step !== step) this.wide = new Pieces(this.subject, step);
    return this.wide;
  }

  // Asks for these pieces, from and to in pieces; what comes makes a new picture.
  async ask(pieces, from, to) {
    const now = performance.now();
    if (this.isOff || this.isAsking || now < this.askedAt + askMilliseconds) return;
    this.isAsking = true;
    this.askedAt = now;
    const { step } = pieces, span = Math.min(to - from, pieces.capacity);
    try {
      const answer = await fetch(
        `/counts?from=${from * step}&to=${(from + span) * step}&step=${step}`);
      // A run that keeps none says so; the next one may.
      this.isOff = answer.status === 404;
      if (!answer.ok) throw new Error(answer.statusText);
      const { json, buffer, offset } = parts(await answer.arrayBuffer());
      pieces.take(json, buffer, offset);
      view.isNew = true;
    } catch { this.askedAt = now + backOffMilliseconds; }
    this.isAsking = false;
  }

  // The counts of a frame, as the place of its first channel in `single.values`; -1 where it is not known.
  frame(number) {
    const place = this.single?.place(number) ?? -1;
    return place < 0 ? -1 : place * this.single.width;
  }
}
