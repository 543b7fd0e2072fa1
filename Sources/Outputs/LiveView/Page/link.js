// The connection: newest picture in, one drawing a frame, and the word "stale" where nothing comes.

const view = {
  picture: null, history: null, scene: null, status: null, heardAt: 0, isOver: false,
  isNew: false, drawnAt: 0, eventsShown: -1, panelsAt: 0, drawings: 0, pictures: 0,

  showControls() {
    const { scene } = this;
    if (!scene) return;
    write("base", `${scene.base} s`);
    write("scale", `${figure(scene.microvoltsOfRow)} µV`);
    write("chosen", scene.history.subject.channels[scene.chosen] ?? "");
    const isPaused = scene.pausedAt !== null;
    const pause = document.querySelector('[data-do="pause"]');
    pause.textContent = isPaused ? "Go on" : "Pause";
    pause.setAttribute("aria-pressed", isPaused);
    document.querySelector('[data-do="byVotes"]').setAttribute("aria-pressed", scene.isByVotes);
    const sweep = document.querySelector('[data-do="sweep"]');
    sweep.textContent = scene.sweep || "Sweeps";
    sweep.setAttribute("aria-pressed", !!scene.sweep);
    this.isNew = true;
  },
};

const staleMilliseconds = 500;
const decoder = new TextDecoder();

function receive(buffer) {
  const head = new DataView(buffer);
  if (head.getUint8(0) !== version) {
    return showStale("this page is of another version: load it again");
  }
  view.heardAt = performance.now();
  const length = head.getUint32(4, true);
  const json = JSON.parse(decoder.decode(new Uint8Array(buffer, 8, length)));
  if (head.getUint8(1) === 1) return begin(json);
  if (!view.history) return;
  view.history.take(buffer, 8 + length);
  view.history.addPulses(json.pulses);
  if (json.events.length) view.history.addEvents(json.events);
  view.status = json.status;
  view.isOver = json.status.isOver;
  view.pictures++;
  view.isNew = true;
}

function begin(subject) {
  view.history = new RunHistory(subject);
  view.scene = new Scene(view.history);
  view.status = null;
  view.eventsShown = -1;
  element("channels").replaceChildren();
  document.body.classList.remove("waiting");
  document.title = `${subject.title} – Quench`;
  write("title", subject.title);
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

function watch() {
  const quiet = performance.now() - view.heardAt, { status, history } = view;
  const hop = history ? history.subject.hopSeconds : 0;
  if (view.isOver) showStale("stale: the run is over");
  else if (quiet > staleMilliseconds) {
    showStale(`stale: nothing heard for ${(quiet / 1000).toFixed(1)} s`);
  } else if (status && status.age > staleMilliseconds / 1000 + hop) {
    showStale(`stale: no decision for ${status.age.toFixed(1)} s`);
  } else showStale("");
}

function connect(delay) {
  const socket = new WebSocket(`ws://${location.host}/live`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => { delay = 250; view.isOver = false; };
  socket.onmessage = (event) => receive(event.data);
  socket.onclose = () => setTimeout(() => connect(Math.min(2000, delay * 2)), delay);
}

view.picture = new Picture(element("canvas"));
view.heardAt = performance.now();
installControls();
// The token is in a cookie by now, and need not stand in the address.
if (location.search) history.replaceState(null, "", "/");
addEventListener("resize", () => { view.isNew = true; });
setInterval(watch, 100);
requestAnimationFrame(draw);
connect(250);
