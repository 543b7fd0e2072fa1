// Keys, buttons and pointer: each changes the scene, and the next picture shows it.

const actions = {
  pause: (s) => { if (!view.left) s.pausedAt = s.pausedAt === null ? s.history.lastSeconds : null; },
  back: (s) => s.scroll(-s.base / 2),
  forward: (s) => s.scroll(s.base / 2),
  oldest: (s) => s.scroll(-1e9),
  live: (s) => { s.pausedAt = null; },
  lastDetection: (s) => {
    const { detections } = s.history.subject;
    if (detections) {
      const from = (s.cursor?.seconds ?? s.start) + 1e-6;
      const next = detections.find((seconds) => seconds > from) ?? detections[0];
      if (next !== undefined) s.goTo(next);
      return;
    }
    const found = s.history.events.findLast(([, kind]) => kind === "detection");
    if (found) s.goTo(found[0]);
  },
  shorter: (s) => s.changeBase(-1),
  longer: (s) => s.changeBase(1),
  lower: (s) => s.changeScale(1),
  higher: (s) => s.changeScale(-1),
  fit: (s) => s.fit(),
  lowerOne: (s) => { s.gains[s.chosen] /= 1.5; },
  higherOne: (s) => { s.gains[s.chosen] *= 1.5; },
  channelUp: (s) => s.choose(-1),
  channelDown: (s) => s.choose(1),
  hide: (s) => {
    const gone = s.chosen;
    s.choose(1);
    if (s.chosen === gone) s.choose(-1);
    s.hidden[gone] = 1;
    s.reorder();
  },
  showAll: (s) => { s.hidden.fill(0); s.gains.fill(1); s.reorder(); },
  byVotes: (s) => { s.isByVotes = !s.isByVotes; s.reorder(); },
  sweep: (s) => {
    s.sweep = sweepKinds[(sweepKinds.indexOf(s.sweep) + 1) % sweepKinds.length];
  },
  whatIf: ({ history }) => { history.whatIf.isOn = !!history.whatIf.given && !history.whatIf.isOn; },
  nextThreshold: ({ history: { whatIf } }) => {
    if (whatIf.isOn) whatIf.pattern = (whatIf.pattern + 1) % Math.max(1, whatIf.given.patterns.length);
  },
  raiseThreshold: (s) => moveThreshold(s, 1.05),
  lowerThreshold: (s) => moveThreshold(s, 1 / 1.05),
  resetWhatIf: (s) => s.history.whatIf.reset(),
  saveWhatIf: (s) => { if (s.history.whatIf.isOn) s.history.whatIf.save(); },
  cursorLeft: (s) => moveCursor(s, -1),
  cursorRight: (s) => moveCursor(s, 1),
  cursorFarLeft: (s) => moveCursor(s, -10),
  cursorFarRight: (s) => moveCursor(s, 10),
  mark: (s) => { s.second = s.second || !s.cursor ? null : { ...s.cursor }; },
  marker: () => element("markerText").focus(),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) =>
    [`marker${digit}`, () => postMarker(`mark ${digit}`)])),
  clear: (s) => { s.cursor = s.second = null; },
  theme: () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    view.picture.colours = readColours();
  },
  help: () => {
    const help = element("help");
    if (help.open) help.close();
    else help.showModal();
  },
};

const keys = [
  [" ", "space", "pause", "pause, or go on live"], [",", ",", "back", "half a window back"],
  [".", ".", "forward", "half a window forward"], ["Home", "Home", "oldest", "the oldest there is"],
  ["End", "End", "live", "now"], ["g", "g", "lastDetection", "the last detection"],
  ["t", "t", "shorter", "shorter time base"], ["T", "T", "longer", "longer time base"],
  ["-", "−", "lower", "all traces smaller"], ["+", "+", "higher", "all traces larger"],
  ["a", "a", "fit", "fit the traces"], ["[", "[", "lowerOne", "the chosen channel smaller"],
  ["]", "]", "higherOne", "the chosen channel larger"],
  ["ArrowUp", "↑", "channelUp", "the channel above"],
  ["ArrowDown", "↓", "channelDown", "the channel below"],
  ["h", "h", "hide", "hide the chosen channel"],
  ["H", "H", "showAll", "all channels, each with the gain of all"],
  ["v", "v", "byVotes", "order by votes in the window"],
  ["s", "s", "sweep", "sweeps round onsets, bursts, triggers; then traces again"],
  ["ArrowLeft", "←", "cursorLeft", "cursor a hop back, or a sample"],
  ["ArrowRight", "→", "cursorRight", "cursor a hop on, or a sample"],
  ["shift+ArrowLeft", "shift ←", "cursorFarLeft", "cursor ten back"],
  ["shift+ArrowRight", "shift →", "cursorFarRight", "cursor ten on"],
  ["w", "w", "whatIf", "what if: other thresholds, on the last ten minutes"],
  ["n", "n", "nextThreshold", "what if: the next pattern's line"],
  ["PageUp", "page up", "raiseThreshold", "what if: the line 5 % higher"],
  ["PageDown", "page down", "lowerThreshold", "what if: the line 5 % lower"],
  ["R", "R", "resetWhatIf", "what if: as the run has it"],
  ["S", "S", "saveWhatIf", "what if: save as a settings file"],
  ["c", "c", "mark", "second cursor where the first is, or none"],
  ["m", "m", "marker", "a marker: type its text, then Enter"],
  ["1", "1 to 9", "marker1", "the marker “mark 1” to “mark 9” at once"],
  ...[2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [`${digit}`, "", `marker${digit}`, ""]),
  ["Escape", "Esc", "clear", "no cursors"], ["d", "d", "theme", "light or dark"],
  ["?", "?", "help", "these keys"],
];

function moveThreshold({ history: { whatIf } }, factor) {
  if (whatIf.isOn) whatIf.set(whatIf.line, whatIf.value(whatIf.line) * factor);
}

function moveCursor(scene, hops) {
  const { history } = scene;
  const { hopSeconds, rateHertz } = history.subject;
  if (scene.cursor) {
    const { seconds } = scene.cursor;
    scene.cursor.seconds = scene.showsSamples
      ? (Math.round(seconds * rateHertz) + hops) / rateHertz : seconds + hops * hopSeconds;
  }
  else {
    const first = Math.max(scene.start, history.firstSeconds);
    scene.cursor = { seconds: (first + scene.end) / 2, channel: scene.chosen };
  }
}

function act(name) {
  if (name !== "help" && name !== "theme" && !view.scene) return;
  if (name.startsWith("marker") && !view.history.subject.takesMarkers) return;
  actions[name](view.scene);
  view.showControls();
}

function installControls() {
  installMarkers();
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => act(button.dataset.do));
  }
  const table = element("keys").tBodies[0];
  for (const [, shown, , meaning] of keys) {
    // A key that stands in the row of another.
    if (!shown) continue;
    const row = table.insertRow(), key = document.createElement("kbd");
    key.textContent = shown;
    row.insertCell().append(key);
    row.insertCell().textContent = meaning;
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isArrow = event.key.startsWith("Arrow");
    // What is typed is typed.
    if (event.target.tagName === "INPUT" && event.target.type === "number") return;
    // A button's own keys stay its own.
    if (event.key === " " && ["BUTTON", "INPUT"].includes(event.target.tagName)) return;
    if (element("help").open && event.key !== "?") return;
    const name = event.shiftKey && isArrow ? `shift+${event.key}` : event.key;
    const found = keys.find(([key]) => key === name);
    if (!found) return;
    event.preventDefault();
    act(found[2]);
  });
  const { canvas } = view.picture;
  canvas.addEventListener("pointerdown", (event) => {
    const place = view.picture.at(event.clientX, event.clientY);
    if (!place || !view.scene) return;
    if (event.shiftKey) view.scene.second = place;
    else view.scene.cursor = place;
    view.scene.chosen = place.channel;
    view.showControls();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!(event.buttons & 1) || !view.scene?.cursor || event.shiftKey) return;
    const place = view.picture.at(event.clientX, event.clientY);
    if (place) view.scene.cursor = place;
  });
  canvas.addEventListener("wheel", (event) => {
    if (!view.scene || !event.shiftKey) return;
    event.preventDefault();
    view.scene.scroll(Math.sign(event.deltaY || event.deltaX) * view.scene.base / 10);
  }, { passive: false });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    view.picture.colours = readColours();
  });
}
