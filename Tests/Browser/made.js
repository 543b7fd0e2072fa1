// The page's own reckoning, on made rows: a list of what must hold, whether it does, and what was found.

const hop = 1 / 128, checks = [];
const subject = {
  id: "made", channels: ["a"], features: [], rowBytes: 40, hopSeconds: hop, fromSeconds: 0,
  microvoltsPerCount: 1, seizures: [], speed: 1, rateHertz: 2048, hopFrames: 16,
};

// Rows of [number, end in s, value] as a message has them, into a history.
function historyOf(rows, rowCount = rows[rows.length - 1][0] + 1, history = new RunHistory(subject)) {
  const buffer = new ArrayBuffer(rows.length * 40), bytes = new DataView(buffer);
  rows.forEach(([number, seconds, value], index) => {
    const at = index * 40;
    bytes.setFloat64(at, seconds, true);
    bytes.setUint32(at + 8, number % 2 ** 32, true);
    bytes.setUint8(at + 13, 1);
    bytes.setInt16(at + 32, value, true);
    bytes.setInt16(at + 34, value, true);
  });
  history.take(buffer, 0, rowCount);
  return history;
}

const rowsOf = (count, value = () => 0, first = 0) =>
  Array.from({ length: count }, (_, n) => [first + n, (n + 1) * hop, value(n)]);

function check(what, found, expected) { checks.push([what, found === expected, found]); }

// Rows that never came.
{
  const history = historyOf(rowsOf(10001).filter(([n]) => n < 4900 || n > 5100));
  let wrong = 0;
  for (let n = 0; n <= 10000; n++) {
    const expected = n < 4900 || n > 5100 ? n : 5101;
    if (history.numberAt(n * hop) !== expected) wrong++;
  }
  check("rows are found on both sides of missing ones", wrong, 0);
  check("after the newest there is none", history.numberAt(10001 * hop), 10001);
  check("a time in missing rows is in no hop", history.rowAt(5000.5 * hop), -1);
  check("a time in a hop is in it", history.rowAt(4899.5 * hop), 4899);
  check("an end of a hop is in it", history.rowAt(4900 * hop), 4899);
  const first = historyOf(rowsOf(500).filter(([n]) => n === 0 || n > 300));
  check("one row before missing ones is found", first.numberAt(0), 0);
  const scene = new Scene(history);
  scene.pausedAt = 5300 * hop;
  scene.base = 600 * hop;
  const traces = new Traces();
  traces.collect(scene, [0], 600);
  let columns = 0;
  for (let x = 0; x < 600; x++) if (traces.low[x] <= traces.high[x]) columns++;
  check("missing rows are a gap in the traces", columns, 600 - 201);
}

// Numbers of long runs.
{
  const late = historyOf(rowsOf(1000, () => 0, 1.2e9));
  check("rows are found beyond 2^30", late.numberAt(5 * hop), 1.2e9 + 5);
  const history = historyOf(rowsOf(1000, () => 0, 2 ** 32 - 500));
  check("rows are told apart beyond 2^32", history.newest, 2 ** 32 + 499);
  check("and found", history.numberAt(700 * hop), 2 ** 32 + 200);
}

// Ten seconds missing half a second before an instant; a hop of 100 counts ends there, one of 50 begins.
{
  const value = (n) => n === 2064 ? 100 : n === 2065 ? 50 : 1;
  const rows = rowsOf(4000, value).map(([n, s, v]) => [n, n < 2000 ? s : s + 10, v]);
  const history = historyOf(rows), instant = rows[2064][1];
  const values = sweepValues(history, 0, instant, 384);
  check("the hop that ends at the instant ends the second before", values.indexOf(100), 127);
  check("the next one begins what follows", values.indexOf(50), 128);
  check("what is missing has no value", values.findIndex((v) => !Number.isNaN(v)), 127 - 64);
  check("what came has one", values.slice(63).some(Number.isNaN), false);
  const whole = historyOf(rowsOf(4000, value));
  const all = sweepValues(whole, 0, 2065 * hop, 384);
  check("a sweep without gaps is whole", all.some(Number.isNaN), false);
  check("and has its hop in the same place", all.indexOf(100), 127);
  const between = sweepValues(whole, 0, 2064.5 * hop, 384);
  check("the hop in which an instant lies begins what follows", between.indexOf(100), 128);
  const scene = new Scene(history), next = rows[2000][1];
  check("a cursor in a gap has no value", scene.microvolts({ seconds: next - 1.7 * hop, channel: 0 }), null);
  check("a cursor in the hop after it has", scene.microvolts({ seconds: next - 0.7 * hop, channel: 0 })?.[0], 1);
}

// Answers of the file of counts.
{
  const pieces = new Pieces({ channels: ["a", "b"] }, 4);
  // Frames 8 and 10 to 13 of 8 to 18: a hole parts the third piece, the fourth is cut short, the fifth is
  // not whole yet.
  const values = new Int16Array([5, -5, 6, 6, 1, -9, 7, 8, 2, 2, 3, 3]);
  pieces.take({ from: 8, to: 18, runs: [[8, 1], [10, 2]] }, values.buffer, 0);
  const at = pieces.place(2) * pieces.width;
  check("a piece is there", pieces.place(2) >= 0, true);
  check("parts of a piece are one", [...pieces.values.slice(at, at + 4)].join(), "1,-9,7,8");
  check("so is the next", [...pieces.values.slice(pieces.place(3) * 4, pieces.place(3) * 4 + 4)].join(), "2,2,3,3");
  check("what is not whole yet is not known", pieces.isKnown(4) || pieces.isKnown(1), false);
  pieces.take({ from: 16, to: 24, runs: [] }, new ArrayBuffer(0), 0);
  check("a hole is known as such", pieces.isKnown(4) && pieces.isKnown(5) && pieces.place(5), -1);
  const samples = new Pieces({ channels: ["a"] }, 1);
  samples.take({ from: 0, to: 4, runs: [[0, 1], [3, 1]] }, new Int16Array([10, 40]).buffer, 0);
  const scene = { start: 0, base: 4 / 2048, end: 4 / 2048,
    history: { subject, lastSeconds: 4 / 2048 } };
  const traces = new Traces();
  Object.assign(traces, { width: 8, low: new Int16Array(8).fill(32767), high: new Int16Array(8).fill(-32768) });
  traces.collectSamples(scene, [0], samples);
  check("samples stand at their times, without a line over a hole",
    [...traces.low].map((low, x) => low <= traces.high[x] ? low : "").join(), "10,,,,,,40,");
  samples.take({ from: 0, to: 4, runs: [[0, 4]] }, new Int16Array([10, 20, 30, 40]).buffer, 0);
  traces.collectSamples(scene, [0], samples);
  check("and are joined by lines", [...traces.low].slice(0, 7).join(), "10,15,20,25,30,35,40");
}

// What if.
{
  const whatIf = new WhatIf({ features: [{ name: "line length", unit: "%" }], whatIf: {
    patterns: [{ threshold: 200, votes: 2, votesPercent: 12 }], onset: 0, termination: 3, score: null } });
  check("the line begins at the run's threshold", whatIf.ratio, 1);
  const { id } = whatIf;
  whatIf.set("threshold0", 250.00000001);
  whatIf.set("onset", 1.5);
  check("what differs is asked for", whatIf.query, "threshold0=250&onset=1.5");
  check("as another question", whatIf.id !== id && whatIf.ratio === 1.25, true);
  whatIf.set("threshold0", 200);
  check("what is as the run has it is not", whatIf.query, "onset=1.5");
  const saved = [];
  whatIf.saveFile = async (...file) => { saved.push(file.join(" ")); return ""; };
  whatIf.save();
  whatIf.values = { score: 2 };
  whatIf.save();
  check("thresholds are saved as settings, a learned detector's as its model", saved.join("; "),
    "/what-if.yaml?onset=1.5 settings.yaml; /what-if.json?score=2 model.json");
  whatIf.take({ state: "replaced" });
  check("another page's question ends this one", whatIf.isHalted && /another page/.test(whatIf.text), true);
}

// A flat signal.
{
  const scene = new Scene(historyOf(rowsOf(200)));
  scene.fit();
  check("a flat signal is drawn at what the scale says", scene.microvoltsDrawn, 100);
}

// What is told again after a lost connection.
{
  const history = historyOf(rowsOf(10));
  history.addEvents(0, ["a", "b", "c"]);
  history.addEvents(1, ["b", "c", "d"]);
  history.addPulses(5, [1, 2]);
  history.addPulses(5, [1, 2, 3]);
  check("an event that is told again is there once", history.events.join(""), "abcd");
  check("a pulse too", history.bursts.join(""), "123");
}

// A capture's device.
{
  const rows = () => [...element("device").rows].map((row) =>
    `${row.className}${[...row.cells].map((cell) => cell.textContent).join(": ")}`).join("; ");
  const recording = { path: "a.edf", problem: null, freeBytes: 5e9, reserveBytes: 1e9, secondsLeft: 7200 };
  showDevice({ device: "hw:<b>1</b>", isAway: false, reconnects: 1, overruns: 0, drift: -12.34, recording, output: null });
  check("a capture's device, drift and disk are told", rows(), "device: hw:<b>1</b>; : there, back once; "
    + "overruns of the device: 0; drift of its clock: -12.3 ppm; recording: on; disk: 5,000 MB free, 1,000 MB kept free; room for: 2 h");
  showDevice({ device: "d", isAway: true, reconnects: 0, overruns: 2, drift: null, recording: null,
    output: { device: "o", isAway: true, outages: 2 } });
  check("what is away stands out", rows(), "device: d; over: silent or away; overoverruns of the device: 2; "
    + "drift of its clock: not known yet; overoutput: away: o, lost 2 times; recording: off");
  showDevice(null);
  check("a run without one has none", element("device").hidden, true);
}

// Why what is shown is old.
{
  const history = { subject }, at = (view) => staleText(
    { heardAt: 1000, problem: "", isOver: false, history, status: null, ...view }, 1100);
  check("a page that hears is not stale", at({ status: { age: 0.4 } }), "");
  check("without decisions it is", at({ status: { age: 0.6 } }), "stale: no decision for 0.6 s");
  const slow = { subject: { ...subject, speed: 0.01 } };
  check("not between the hops of a slow pace", at({ history: slow, status: { age: 1.2 } }), "");
  check("but after the next was due", at({ history: slow, status: { age: 1.3 } }),
    "stale: no decision for 1.3 s");
  check("a problem is told first", at({ heardAt: 0, problem: "another version" }), "another version");
  check("a refusal says what to do", /token/.test(refusals[401]) && /close one/.test(refusals[503]), true);
}

return checks;
