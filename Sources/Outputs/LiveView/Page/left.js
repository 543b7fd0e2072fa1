// A run that is over: the page asks for the stretch that it shows, and half a window on both sides.

class LeftHistory extends RunHistory {
  constructor(subject) {
    super(subject);
    this.from = this.to = this.base = NaN;
  }

  get lastSeconds() { return this.subject.toSeconds; }
  get firstSeconds() { return this.subject.fromSeconds; }

  rowOfMoment(scene) { return this.rowAt(scene.end); }

  // Whether what a scene shows is here, in rows as fine as they come for it.
  covers({ start, end, base }) {
    const { fromSeconds, toSeconds } = this.subject;
    return this.base === base && this.from <= Math.max(start, fromSeconds) + 1e-6
      && this.to >= Math.min(end, toSeconds) - 1e-6;
  }

  // Takes a stretch in place of the one before; its rows may be longer or shorter.
  replace(buffer, offset, json, base) {
    this.number.fill(-1);
    this.newest = this.oldest = -1;
    this.subject.hopSeconds = json.rowSeconds;
    ({ from: this.from, to: this.to, events: this.events, pulses: this.bursts } = json);
    this.trains = json.bursts;
    this.base = base;
    this.take(buffer, offset, json.rowCount);
  }
}

// An answer of the server, null where there is none; the page says why.
async function part(address) {
  try {
    const answer = await fetch(address);
    if (answer.ok) {
      const buffer = await answer.arrayBuffer();
      const isKnown = new DataView(buffer).getUint8(0) === version;
      view.problem = isKnown ? "" : "this page is of another version: load it again";
      return isKnown ? buffer : null;
    }
    view.problem = refusals[answer.status] ?? (await answer.text()).trim();
  } catch { view.problem = "not connected: quench view has ended"; }
  return null;
}

async function openLeft() {
  view.left = true;
  const buffer = await part("/run");
  if (!buffer) return setTimeout(openLeft, 1000);
  const { json } = parts(buffer);
  begin(json);
  view.status = json.status;
  view.scene.pausedAt = Math.min(json.toSeconds, json.fromSeconds + view.scene.base);
  document.querySelector('[data-do="live"]').textContent = "End";
  view.showControls();
  look();
}

async function look() {
  const { scene, history, status } = view;
  let wait = 100;
  if (!history.covers(scene)) {
    const { start, end, base } = scene;
    const buffer = await part(`/span?from=${start - base / 2}&to=${end + base / 2}`);
    if (buffer) {
      const { json, offset } = parts(buffer);
      history.replace(buffer, offset, json, base);
      view.pictures++;
    } else wait = 1000;
  }
  const row = history.rowAt(scene.end), { stimulation } = status.run;
  const burst = history.trains?.findLast(([onset]) => onset <= scene.end);
  if (burst) [, , stimulation.cathodes, stimulation.anodes] = burst;
  stimulation.isDelivering = !!burst && burst[1] >= scene.end;
  status.run.seconds = scene.end;
  status.run.state = row < 0 ? "" : history.subject.states[history.state[row]];
  view.isNew = true;
  setTimeout(look, wait);
}
