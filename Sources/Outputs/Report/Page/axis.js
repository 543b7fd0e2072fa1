// What the live view's traces and a report's pictures have in common: round steps, a time axis, what
// cursors read.

// The nearest of 1, 2, 5 times a power of ten.
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value)), digit = value / power;
  return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
}

// Round times, about so many, each with its text.
function ticksOf(start, end, count) {
  const step = nice((end - start) / count), ticks = [];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(start / step - 1e-9);
  for (let n = first; n * step <= end + step * 1e-9; n++) {
    ticks.push([n * step, (n * step).toFixed(digits)]);
  }
  return ticks;
}

// A name that is long as its beginning, so that what stands beside it is seen.
function shortened(name) {
  const characters = [...name];
  return characters.length > 40 ? `${characters.slice(0, 39).join("")}…` : name;
}

// What a cursor reads, as a line: its time in s to so many digits, the channel's name, its sample in µV
// where there is one, and its lowest and highest there.
function readingText({ seconds, digits, name, sample, range }) {
  const value = sample === null ? "" : `${sample.toFixed(1)} µV`;
  const extremes = range && `${range[0].toFixed(1)} to ${range[1].toFixed(1)} µV`;
  const values = value && extremes ? `${value}, its hop ${extremes}` : value || extremes || "no value";
  return `${seconds.toFixed(digits)} s  ${shortened(name)}  ${values}`;
}

// What two cursors read and what lies between them: of samples, or of the middles of the extremes.
function readingsText(one, other) {
  if (!other) return readingText(one);
  const middle = ({ range }) => (range[0] + range[1]) / 2;
  const apart = one.sample !== null && other.sample !== null ? one.sample - other.sample
    : one.range && other.range ? middle(one) - middle(other) : null;
  return `${readingText(one)}   against ${readingText(other)}   `
    + `Δ ${(one.seconds - other.seconds).toFixed(3)} s`
    + (apart === null ? "" : `, ${apart.toFixed(1)} µV`);
}
