// What stands beside the traces. Every text of a file is put in as text.

const element = (id) => document.getElementById(id);

function write(id, text) {
  const node = element(id);
  if (node.textContent !== text) node.textContent = text;
}

// Fills a table's body; a cell is a text, or {share} for a bar.
function fillTable(id, rows) {
  const body = element(id).tBodies[0];
  while (body.rows.length > rows.length) body.deleteRow(-1);
  rows.forEach(({ cells, isOver }, index) => {
    const row = body.rows[index] ?? body.insertRow();
    row.className = isOver ? "over" : "";
    while (row.cells.length > cells.length) row.deleteCell(-1);
    cells.forEach((cell, place) => {
      const node = row.cells[place] ?? row.insertCell();
      if (typeof cell === "string") {
        if (node.textContent !== cell || node.firstElementChild) node.textContent = cell;
        return;
      }
      if (!node.firstElementChild) {
        const bar = document.createElement("span");
        bar.className = "bar";
        bar.append(document.createElement("i"));
        node.replaceChildren(bar);
      }
      node.firstElementChild.firstElementChild.style.width =
        `${Math.min(100, Math.max(0, cell.share * 100)).toFixed(1)}%`;
    });
  });
}

const figure = (value, digits = 3) =>
  value === null || !Number.isFinite(value) ? "–"
    : Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : `${+value.toPrecision(digits)}`;

const milliseconds = (microseconds) => `${figure(microseconds / 1000)} ms`;

function showStatus(scene, status) {
  const { run, latency } = status, { subject } = scene.history;
  const tone = { watching: "good", "in episode": "bad", "safe state": "bad", blanked: "warning",
    settling: "warning" }[run.state] ?? "";
  element("state").className = `badge ${tone}`;
  write("state", run.state + (run.reason ? `: ${run.reason}` : ""));
  write("clock", `${run.seconds.toFixed(1)} of ${figure(subject.toSeconds, 6)} s · ${subject.pace}`);
  write("score", subject.isLeft ? `detections: ${run.episodes}`
    : `${subject.isLearned ? "score" : "votes"} ${run.score}`);
  write("cause", subject.isLeft ? subject.remark
    : run.cause ? `last: ${run.cause}` : "nothing detected yet");
  showFeatures(scene);
  showStimulation(run, subject);
  showControl(status.control);
  showLatency(latency, subject);
  fillTable("losses", [
    ["decisions", run.decisions, false],
    ["missed deadlines", subject.budgetMilliseconds === null ? null : run.missed, run.missed > 0],
    ["frames missing", run.framesMissing, run.framesMissing > 0], ["gaps", run.gaps, run.gaps > 0],
    ["overruns", run.overruns, run.overruns > 0],
    ...(subject.isLeft ? []
      : [["hops not shown, nor counted here", status.notShown, status.notShown > 0]]),
    ...run.losses.map((loss) => [loss, "", true]),
    ...(status.samples?.problem ? [[status.samples.problem, "", true]] : []),
  ].map(([name, value, isOver]) => ({ cells: [name, value === "" ? "" : figure(value, 9)], isOver })));
  showDevice(run.capture);
  showChannels(scene, run);
  showWhatIf(scene);
  element("patientPanel").hidden = !run.treated;
  if (run.treated) {
    const say = (name, patient) =>
      `${name}: ${patient.seconds.toFixed(1)} s in seizures`
      + (patient.ictal.length ? `, ${patient.ictal.length} ${patient.ictal.length === 1 ? "node" : "nodes"} now` : "");
    write("patient", say("treated", run.treated)
      + (run.twin ? `; ${say("untreated twin", run.twin)}` : ""));
    drawPatient(subject.patient, run);
    write("nodesKey", subject.patient
      ? "circles: nodes, Z zone, P propagation, filled with ! while they seize, dashed where the twin's "
        + "do; squares: contacts, large where they stimulate" : "");
  }
}

function showFeatures(scene) {
  const { history } = scene, { subject } = history;
  const caption = element("features").caption, name = subject.channels[scene.chosen] ?? "";
  if (caption.textContent !== name) caption.textContent = name;
  const cursorRow = scene.pausedAt !== null && scene.cursor
    ? history.rowAt(scene.cursor.seconds) : -1;
  const row = cursorRow >= 0 ? cursorRow : history.row(history.newest);
  if (row < 0) return;
  const count = history.channels;
  fillTable("features", subject.features.map((feature, index) => {
    const share = history.shares[(row * history.features + index) * count + scene.chosen] / 4096;
    const voted = history.votes[row * count + scene.chosen] >> index & 1;
    // Shares are of the threshold that the run began with.
    const threshold = view.status?.control?.thresholds[index] ?? feature.threshold;
    const now = share * feature.threshold / threshold;
    return {
      cells: [feature.name + (voted ? " ●" : ""), share ? figure(share * feature.threshold) : "–",
        `of ${figure(threshold)} ${feature.unit}`, { share: now / 2 }],
      isOver: now >= 1,
    };
  }));
}

function showStimulation(run, subject) {
  const { stimulation } = run;
  const until = stimulation.nextAllowedSeconds;
  write("next", !subject.stimulates ? "detects only"
    : view.status.control?.isSuspended ? "suspended: no therapy starts"
    : subject.isLeft ? "in the whole run"
    : stimulation.isDelivering ? "delivering"
      : until === null ? "a therapy is allowed now"
        : `next allowed at ${until.toFixed(1)} s (in ${Math.max(0, until - run.seconds).toFixed(1)} s)`);
  write("given", `therapies ${run.therapies}, pulses ${figure(run.pulses, 9)}, `
    + `${figure(run.chargeMicrocoulombs)} µC`
    + (run.netPicocoulombs === null ? "" : `; not taken back: ${run.netPicocoulombs} pC`));
  const contacts = [];
  for (let i = 0; i <= 16; i++) {
    const bit = 2 ** i, label = i === 16 ? "case" : `${i + 1}`;
    if (!(stimulation.contacts & bit)) continue;
    contacts.push(stimulation.cathodes & bit ? `−${label}` : stimulation.anodes & bit ? `+${label}`
      : `·${label}`);
  }
  write("contacts", subject.stimulates && contacts.length ? `contacts ${contacts.join(" ")}` : "");
  drawLeads(stimulation);
  fillTable("limits", stimulation.limits.map(([name, used, limit, unit]) => ({
    cells: [name, `${figure(used)} of ${figure(limit)} ${unit}`, { share: used / limit }],
    isOver: used > limit,
  })));
  const last = stimulation.lastRefusal;
  write("refused", stimulation.refusals.length
    ? `refused: ${stimulation.refusals.map(([why, count]) => `${why} ${count}`).join(", ")}; `
      + (last ? `last at ${last[0].toFixed(2)} s: ${last[1]}` : "in the whole run")
    : "nothing refused");
}

function showLatency(latency, subject) {
  if (!latency?.compute) {
    write("barsAxis", subject.isPaced ? "no decision yet" : "no deadlines at this pace");
    write("pathBarsAxis", "");
    element("bars").hidden = element("pathBars").hidden = true;
    return;
  }
  // Without a deadline nothing is over its limit.
  const [budget, limit] = [subject.budgetMilliseconds, subject.computeLimitMilliseconds]
    .map((ms) => ms === null ? Infinity : ms * 1000);
  fillTable("latency", [["compute", latency.compute, limit], ["to actuator", latency.path, budget]]
    .map(([name, values, limit]) => ({
      cells: [name, ...[values.p50, values.p99, values.max, limit].map((us) => figure(us / 1000))],
      isOver: values.max > limit,
    })));
  showBars("bars", "compute", latency.compute.bars, limit, "in the whole run");
  showBars("pathBars", "to actuator", latency.path.bars, budget, "");
}

// How often a latency was how long, by tenths of a decade; what to say where that is not known.
function showBars(place, name, bars, limit, unknown) {
  const host = element(place), axis = element(`${place}Axis`);
  host.hidden = !bars.length;
  if (!bars.length) return write(`${place}Axis`, unknown);
  const tenth = (us) => Math.round(Math.log10(us) * 10), first = tenth(bars[0][0]);
  const columns = new Array(tenth(bars[bars.length - 1][1]) - first).fill(0);
  for (const [low, , count] of bars) columns[tenth(low) - first] = count;
  while (host.children.length > columns.length) host.lastElementChild.remove();
  while (host.children.length < columns.length) host.append(document.createElement("i"));
  const most = Math.log1p(Math.max(...columns));
  columns.forEach((count, index) => {
    const bar = host.children[index];
    bar.style.height = `${(Math.log1p(count) / most * 100).toFixed(1)}%`;
    bar.className = 10 ** ((first + index) / 10) >= limit ? "over" : "";
    bar.title = `${milliseconds(10 ** ((first + index) / 10))}: ${count}`;
  });
  const ends = [milliseconds(bars[0][0]),
    name + (limit < Infinity ? ", counts logarithmic" : "; no deadlines at this pace"),
    milliseconds(bars[bars.length - 1][1])];
  if (axis.children.length !== 3) {
    axis.replaceChildren(...ends.map(() => document.createElement("span")));
  }
  ends.forEach((text, index) => { axis.children[index].textContent = text; });
}

function showChannels(scene, run) {
  const { subject } = scene.history, list = element("channels");
  const faulty = run.faults.filter((bits) => bits).length;
  write("faults", (faulty ? `${faulty} with a fault` : "no faults")
    + (subject.isLeft ? " in the whole run" : "")
    + (subject.channelsLeftOut ? `; ${subject.channelsLeftOut} more are not shown here` : ""));
  if (list.children.length !== subject.channels.length) {
    list.replaceChildren(...subject.channels.map((name, channel) => {
      const item = document.createElement("li"), label = document.createElement("label");
      const box = document.createElement("input"), text = document.createElement("span");
      box.type = "checkbox";
      box.addEventListener("change", () => {
        scene.hidden[channel] = box.checked ? 0 : 1;
        scene.reorder();
      });
      text.textContent = name;
      label.append(box, text, document.createElement("small"));
      item.append(label);
      return item;
    }));
  }
  run.faults.forEach((bits, channel) => {
    const [box, text, fault] = list.children[channel].firstElementChild.children;
    box.checked = !scene.hidden[channel];
    text.className = channel === scene.chosen ? "chosen" : "";
    const names = subject.faults.filter((_, bit) => bits >> bit & 1).join(", ");
    if (fault.textContent !== names) fault.textContent = names;
  });
}

function showEvents(history) {
  const items = history.events.slice(-60).reverse().map(([seconds, , text]) => {
    const item = document.createElement("li"), time = document.createElement("b");
    time.textContent = `${seconds.toFixed(2)} s`;
    item.append(time, text);
    return item;
  });
  element("events").replaceChildren(...items);
}

// Time, channel and µV of the cursor, and what lies between two of them.
function showReading(scene) {
  if (!scene.cursor) return write("reading", "Click a trace for a cursor; ? shows the keys.");
  const read = (cursor) => ({
    seconds: cursor.seconds, digits: scene.showsSamples ? 4 : 3,
    name: scene.history.subject.channels[cursor.channel], sample: scene.sample(cursor),
    range: scene.microvolts(cursor),
  });
  write("reading", readingsText(read(scene.cursor), scene.second && read(scene.second)));
}
