// What stands beside the traces of some runs: the leads with the contacts that stimulate, the virtual
// patient's nodes, a capture's device. Every meaning has a sign besides its colour.

const contactsOfLead = 4, caseBit = 16;

// A context of the canvas's own size in pixels of the screen, cleared; null where it is not shown.
function sketch(id, height) {
  const canvas = element(id), unit = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * unit), tall = Math.round(height * unit);
  if (!width) return null;
  if (canvas.width !== width || canvas.height !== tall) {
    canvas.width = width;
    canvas.height = tall;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d"), { colours } = view.picture;
  context.fillStyle = colours.card;
  context.fillRect(0, 0, width, tall);
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.font = `${11 * unit}px system-ui, sans-serif`;
  return { context, unit, colours, width: width / unit, height };
}

// What a contact does: −, + or nothing, and whether a pulse leaves it now.
function signOf({ cathodes, anodes }, contact) {
  const bit = 2 ** contact;
  return cathodes & bit ? "−" : anodes & bit ? "+" : "";
}

function drawContact(drawing, x, y, size, sign, isOn) {
  const { context, unit, colours } = drawing;
  const colour = sign === "−" ? colours.stim : sign === "+" ? colours.ref : colours.mute;
  context.beginPath();
  context.arc(x * unit, y * unit, size * unit, 0, 2 * Math.PI);
  context.fillStyle = sign && isOn ? colour : colours.card;
  context.fill();
  context.strokeStyle = colour;
  context.lineWidth = (sign ? 2.5 : 1.2) * unit;
  context.stroke();
  if (!sign) return;
  context.fillStyle = isOn ? colours.card : colour;
  context.font = `bold ${size * 1.6 * unit}px system-ui, sans-serif`;
  context.fillText(sign, x * unit, y * unit);
  context.font = `${11 * unit}px system-ui, sans-serif`;
}

// The leads in rows of four contacts, by number, and the case. A contact of the burst that leaves is
// filled; of the last one, or the programme's first, it has its sign.
function drawLeads(stimulation) {
  const usable = [];
  for (let i = 0; i < caseBit; i++) if (stimulation.contacts & 2 ** i) usable.push(i);
  element("leads").hidden = !usable.length;
  if (!usable.length) return;
  const leads = Math.ceil((usable[usable.length - 1] + 1) / contactsOfLead);
  const drawing = sketch("leads", 34 * leads + 4);
  if (!drawing) return;
  const { context, unit, colours, width } = drawing, { isDelivering } = stimulation;
  const step = Math.min(52, (width - 90) / contactsOfLead);
  for (let lead = 0; lead < leads; lead++) {
    const y = 17 + 34 * lead;
    context.fillStyle = colours.sunk;
    context.fillRect(6 * unit, (y - 5) * unit, step * contactsOfLead * unit, 10 * unit);
    for (let place = 0; place < contactsOfLead; place++) {
      const contact = lead * contactsOfLead + place;
      if (!usable.includes(contact)) continue;
      const x = 6 + step * (place + 0.5);
      drawContact(drawing, x, y, 8.5, signOf(stimulation, contact), isDelivering);
      context.fillStyle = colours.dim;
      context.fillText(`${contact + 1}`, (x + step / 2 - 6) * unit, (y - 9) * unit);
    }
  }
  if (!(stimulation.contacts & 2 ** caseBit)) return;
  const x = width - 40, sign = signOf(stimulation, caseBit);
  context.fillStyle = colours.dim;
  context.fillText("case", x * unit, 29 * unit);
  drawContact(drawing, x, 13, 8.5, sign, isDelivering);
}

const tissueSigns = { zone: "Z", propagation: "P", healthy: "" };

// The patient from above: nodes, filled while they seize, with the contacts among them. The twin's
// seizing nodes have a dashed ring.
function drawPatient(layout, run) {
  element("nodes").hidden = !layout;
  if (!layout) return;
  const drawing = sketch("nodes", 190);
  if (!drawing) return;
  const { context, unit, colours, width, height } = drawing;
  const all = [...layout.nodes, ...layout.contacts], edge = 24;
  const [xs, ys] = [0, 1].map((i) => all.map((one) => one[i]));
  const left = Math.min(...xs), bottom = Math.min(...ys);
  const scale = Math.min((width - 2 * edge) / Math.max(1, Math.max(...xs) - left),
    (height - 2 * edge) / Math.max(1, Math.max(...ys) - bottom));
  const spot = ([x, y]) => [edge + (x - left) * scale, height - edge - (y - bottom) * scale];
  const ring = (x, y, size, colour, wide, dash = []) => {
    context.beginPath();
    context.arc(x * unit, y * unit, size * unit, 0, 2 * Math.PI);
    context.setLineDash(dash.map((d) => d * unit));
    context.strokeStyle = colour;
    context.lineWidth = wide * unit;
    context.stroke();
    context.setLineDash([]);
  };
  layout.contacts.forEach((contact, index) => {
    const sign = index < caseBit ? signOf(run.stimulation, index) : "";
    drawSquare(drawing, ...spot(contact), sign, run.stimulation.isDelivering);
  });
  layout.nodes.forEach((node, index) => {
    const [x, y] = spot(node), isIctal = run.treated.ictal.includes(index);
    ring(x, y, 9, colours[node[2] === "healthy" ? "mute" : "ink"], node[2] === "zone" ? 2.5 : 1.2);
    if (isIctal) {
      context.fillStyle = colours.detect;
      context.fill();
    }
    if (run.twin?.ictal.includes(index)) ring(x, y, 13, colours.twin, 2, [3, 2]);
    context.fillStyle = isIctal ? colours.card : colours.dim;
    context.fillText(isIctal ? "!" : tissueSigns[node[2]], x * unit, y * unit);
  });
}

// Contacts lie under the nodes, which may be where they are: a square, in the sign's colour and larger
// where it stimulates.
function drawSquare({ context, unit, colours }, x, y, sign, isOn) {
  const half = sign ? 13 : 3;
  context.strokeStyle = context.fillStyle =
    sign === "−" ? colours.stim : sign === "+" ? colours.ref : colours.mute;
  context.lineWidth = (isOn && sign ? 3 : 1.2) * unit;
  context.strokeRect((x - half) * unit, (y - half) * unit, 2 * half * unit, 2 * half * unit);
  if (sign) context.fillText(sign, (x + 19) * unit, (y - 9) * unit);
}

const times = (count) => count === 1 ? "once" : `${count} times`;

// A capture's device, its clock, what it records and what it plays on.
function showDevice(capture) {
  element("device").hidden = !capture;
  if (!capture) return;
  const { recording, output } = capture, megabytes = (bytes) => `${figure(bytes / 1e6)} MB`;
  const rows = [
    ["device", capture.device, false],
    ["", (capture.isAway ? "silent or away" : "there")
      + (capture.reconnects ? `, back ${times(capture.reconnects)}` : ""), capture.isAway],
    ["overruns of the device", figure(capture.overruns, 9), capture.overruns > 0],
    ["drift of its clock", capture.drift === null ? "not known yet" : `${figure(capture.drift)} ppm`,
      false],
  ];
  if (output) {
    rows.push(["output", `${output.isAway ? "away: " : ""}${output.device}`
      + (output.outages ? `, lost ${times(output.outages)}` : ""), output.isAway]);
  }
  rows.push(["recording", !recording ? "off" : recording.problem ?? "on", !!recording?.problem]);
  if (recording && recording.freeBytes !== null) {
    rows.push(["disk", `${megabytes(recording.freeBytes)} free, ${megabytes(recording.reserveBytes)} `
      + "kept free", recording.freeBytes <= recording.reserveBytes]);
    rows.push(["room for", `${figure(recording.secondsLeft / 3600)} h`, recording.secondsLeft < 600]);
  }
  fillTable("device", rows.map(([name, text, isOver]) => ({ cells: [name, text], isOver })));
}
