// The connection: newest picture in, one drawing a frame, and the word "stale" where nothing comes.

const view = {
  picture: null, history: null, scene: null, status: null, socket: null, heardAt: 0, isOver: false,
  problem: "",
  isNew: false, drawnAt: 0, eventsShown: -1, panelsAt: 0, drawings: 0, pictures: 0,

  showControls() {
    const { scene } = this;
    if (!scene) return;
    write("base", `${scene.base} s`);
    write("scale", `${figure(scene.microvoltsDrawn)} µV`);
    write("chosen", scene.history.subject.channels[scene.chosen] ?? "");
    const isPaused = scene.pausedAt !== null;
    const pause = document.querySelector('[data-do="pause"]');
    pause.textContent = isPaused ? "Go on" : "Pause";
    pause.setAttribute("aria-pressed", isPaused);
    document.querySelector('[data-do="byVotes"]').setAttribute("aria-pressed", scene.isByVotes);
    const sweep = document.querySelector('[data-do="sweep"]');
    sweep.textContent = scene.sweep || "Sweeps";
    sweep.setAttribute("aria-pressed", !!scene.sweep);
    const whatIf = document.querySelector('[data-do="whatIf"]');
    whatIf.hidden = !scene.history.whatIf.given;
    whatIf.setAttribute("aria-pressed", scene.history.whatIf.isOn);
    this.isNew = true;
  },
};

const staleMilliseconds = 500;
const decoder = new TextDecoder();

// A message taken apart; its bytes begin at `offset`.
function parts(buffer) {
  const head = new DataView(buffer), length = head.getUint32(4, true);
  const json = JSON.parse(decoder.decode(new Uint8Array(buffer, 8, length)));
  return { head, json, buffer, offset: 8 + length };
}

function receive(buffer) {
  const { head, json, offset } = parts(buffer);
  if (head.getUint8(0) !== version) {
    view.problem = "this page is of another version: load it again";
    return;
  }
  view.heardAt = performance.now();
  if (head.getUint8(1) === 1) return begin(json);
  if (!view.history) return;
  view.history.take(buffer, offset, json.rowCount);
  view.history.addPulses(json.firstPulse, json.pulses);
  view.history.addEvents(json.firstEvent, json.events);
  view.status = json.status;
  view.history.samplesFrom = json.status.samples?.from ?? null;
  view.isOver = json.status.isOver;
  view.pictures++;
  view.isNew = true;
}

function begin(subject) {
  // After a lost connection the page goes on with what it has.
  if (view.history?.subject.id === subject.id) return;
  view.history = subject.isLeft ? new LeftHistory(subject) : new RunHistory(subject);
  view.scene = new Scene(view.history);
  view.status = null;
  view.eventsShown = -1;
  element("channels").replaceChildren();
  document.body.classList.remove("waiting");
  document.title = `${subject.title} – Quench`;
  write("title", subject.title);
  element("marker").hidden = !subject.takesMarkers;
  view.showControls();
}

function draw(now) {
  requestAnimationFrame(draw);
  const { scene, history, status } = view;
  if (!scene || !status) return;
  // Long windows change little from one picture to the next.
  const pause = scene.base > 60 ? 200 : 0;
  if (!view.isNew || now - view.drawnAt < pause) return;
  view.isNew = false;
  view.drawnAt = now;
  if (!scene.microvoltsOfRow && history.newest - history.oldest > 30) {
    scene.fit();
    view.showControls();
  }
  view.picture.hasPatient = !!status.run.treated;
  view.picture.draw(scene, status, now);
  view.drawings++;
  showReading(scene);
  if (now - view.panelsAt < 120) return;
  view.panelsAt = now;
  showStatus(scene, status);
  const events = history.events, last = events.length ? events[events.length - 1] : 0;
  if (view.eventsShown !== last) {
    view.eventsShown = last;
    showEvents(history);
  }
}

function showStale(text) {
  document.body.classList.toggle("stale", !!text);
  element("stale").hidden = !text;
  write("stale", text);
}

// Why what is shown is not what goes on; "" where it is.
function staleText(view, now) {
  const quiet = now - view.heardAt, { status, history } = view;
  if (view.problem) return view.problem;
  if (view.left) return "";
  if (view.isOver) return "stale: the run is over";
  if (quiet > staleMilliseconds) return `stale: nothing heard for ${(quiet / 1000).toFixed(1)} s`;
  // A hop of a run at another pace takes so much longer or shorter.
  const hop = history ? history.subject.hopSeconds / (history.subject.speed ?? 1) : 0;
  return status && status.age > staleMilliseconds / 1000 + hop
    ? `stale: no decision for ${status.age.toFixed(1)} s` : "";
}

// Why the server lets nobody in, from its answer to who asks for a place.
const refusals = {
  401: "not connected: open the address with ?token= and the run's token again",
  503: "not connected: too many pages look on; close one",
};

async function askWhy(socket) {
  let problem = "";
  try { problem = refusals[(await fetch("/place")).status] ?? ""; } catch { /* Nobody is there. */ }
  // Not where the next attempt has begun meanwhile.
  if (view.socket === socket) view.problem = problem;
}

function connect(delay) {
  const socket = view.socket = new WebSocket(`ws://${location.host}/live`);
  let wasOpen = false;
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    delay = 250;
    wasOpen = true;
    view.isOver = false;
    view.problem = "";
  };
  socket.onmessage = (event) => receive(event.data);
  socket.onclose = () => {
    if (!wasOpen) askWhy(socket);
    setTimeout(() => connect(Math.min(2000, delay * 2)), delay);
  };
}

view.picture = new Picture(element("canvas"));
view.heardAt = performance.now();
installControls();
installWhatIf();
// The token is in a cookie by now, and need not stand in the address.
if (location.search) history.replaceState(null, "", "/");
addEventListener("resize", () => { view.isNew = true; });
setInterval(() => showStale(staleText(view, performance.now())), 100);
requestAnimationFrame(draw);
if (document.body.classList.contains("left")) openLeft();
else connect(250);
