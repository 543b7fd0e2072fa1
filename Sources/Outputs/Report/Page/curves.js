// A trace's values as a report has them, lowest and highest of so many hops in turn, and as a curve.

class Curve {
  constructor(label) {
    const { name, centre, counts, channel } = label.dataset;
    this.label = label;
    this.name = name;
    this.channel = channel;
    this.centre = +centre;
    const bytes = Uint8Array.from(atob(counts), (character) => character.charCodeAt(0));
    this.counts = new Int16Array(bytes.buffer);
    this.path = label.previousElementSibling?.querySelector("[data-channel] > path");
    this.drawn = this.path?.getAttribute("d");
  }

  get length() { return this.counts.length / 2; }

  // Lowest and highest of the values from one to before another, null where nothing was measured.
  range(from, to) {
    let low = 32767, high = -32768;
    for (let n = Math.max(0, from); n < Math.min(to, this.length); n++) {
      low = Math.min(low, this.counts[2 * n]);
      high = Math.max(high, this.counts[2 * n + 1]);
    }
    return low > high ? null : [low, high];
  }

  // The band between them as the commands of a path in tenths, at most so many points on either side;
  // holes stay holes. `x` takes a value's number, `y` a count.
  band(from, to, pointsMost, x, y) {
    const each = Math.max(1, Math.ceil((to - from) / pointsMost));
    let commands = "", upper = [], lower = [];
    const close = () => {
      if (upper.length) commands += `M${upper.join("L")}L${lower.reverse().join("L")}z`;
      upper = [];
      lower = [];
    };
    for (let n = Math.floor(from / each) * each; n < to; n += each) {
      const range = this.range(n, n + each);
      if (!range) {
        close();
        continue;
      }
      const at = Math.round(10 * x(n + each / 2));
      upper.push(`${at} ${Math.round(10 * y(range[1]))}`);
      lower.push(`${at} ${Math.round(10 * y(range[0]))}`);
    }
    close();
    return commands;
  }
}
