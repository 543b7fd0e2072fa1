// What stands on a picture's time axis besides the traces, and what a reader works it with.

function part(parent, name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

// Bars, lines, texts, ticks and curves, each at its times.
class TimedParts {
  constructor(svg) {
    const all = (selector) => [...svg.querySelectorAll(selector)];
    this.bars = all("rect[data-from]");
    this.lines = all("path[data-at]").map((line) => [line, ...numbersOf(line).filter((_, n) => n & 1)]);
    this.texts = all("text[data-at]");
    this.grids = all("[data-grid]").map((grid) => 
      [grid, grid.getAttribute("d"), ...numbersOf(grid).slice(1, 3)]);
    this.ticks = all("[data-ticks]").map((group) => [group, [...group.children]]);
    // A curve is cut at the plot's edges; one without values of its own is stretched.
    const [left, right] = svg.dataset.columns.split(" ").map(Number);
    const height = svg.viewBox.baseVal.height;
    this.stretched = [];
    for (const curve of all("[data-curve]")) {
      const frame = part(svg, "svg", { x: left, y: 0, width: right - left, height,
        preserveAspectRatio: "none", viewBox: `${left} 0 ${right - left} ${height}` });
      curve.replaceWith(frame);
      frame.append(curve);
      if (!frame.nextElementSibling?.dataset.counts) this.stretched.push(frame);
    }
  }

  draw(picture) {
    const { start, end, left, right, first, last } = picture;
    const x = (seconds) => picture.x(seconds), set = (element, attributes) => {
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    };
    const shown = (element, isShown) => { element.style.visibility = isShown ? "" : "hidden"; };
    for (const bar of this.bars) {
      const { from, to, min } = bar.dataset;
      shown(bar, +from <= end && +to >= start);
      const edge = Math.max(left, x(+from));
      const width = Math.max(+min, Math.min(right, x(+to)) - edge);
      set(bar, { x: Math.min(edge, right - min).toFixed(1), width: Math.max(0, width).toFixed(1) });
    }
    for (const [line, top, bottom] of this.lines) {
      const at = +line.dataset.at;
      shown(line, at >= start && at <= end);
      set(line, { d: `M${x(at).toFixed(1)} ${top}V${bottom}` });
    }
    for (const text of this.texts) {
      const at = +text.dataset.at, place = x(at) + +text.dataset.offset;
      set(text, { x: place.toFixed(1) });
      shown(text, at >= start && at <= end && (+text.dataset.offset < 0
        || place + text.getComputedTextLength() < right + 16));
    }
    const ticks = ticksOf(start, end, 9).map(([seconds, label]) => [x(seconds), label]);
    for (const [grid, drawn, top, bottom] of this.grids) {
      const lines = ticks.map(([at]) => `M${at.toFixed(1)} ${top}V${bottom}`).join("");
      set(grid, { d: picture.isWhole ? drawn : lines });
    }
    for (const [group, drawn] of this.ticks) {
      group.replaceChildren(...picture.isWhole ? drawn : []);
      if (!picture.isWhole) for (const [at, label] of ticks) {
        const anchor = at > right - 16 ? "end" : at < left + 12 ? "start" : "middle";
        part(group, "text", { class: "n", x: at.toFixed(1), y: group.dataset.ticks,
          "text-anchor": anchor }).textContent = label;
      }
    }
    const unit = (right - left) / (last - first);
    for (const frame of this.stretched) {
      const { height } = frame.viewBox.baseVal;
      set(frame, { viewBox: `${left + (start - first) * unit} 0 ${(end - start) * unit} ${height}` });
    }
  }
}

function numbersOf(path) { return path.getAttribute("d").match(/-?[\d.]+/g).map(Number); }

// Buttons, the list of channels and the line of the cursors, above a picture.
class Tools {
  constructor(picture) {
    const make = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });
    const row = make("div"), list = make("details"), box = make("div");
    row.className = "tools";
    for (const [text, title, act] of [["+", "zoom in (+)", () => picture.zoom(1 / 2)],
      ["−", "zoom out (-)", () => picture.zoom(2)], ["whole", "all of it (0)", () => picture.whole()],
      ["◀", "half a window back (,)", () => picture.scroll(-1 / 2)],
      ["▶", "half a window forward (.)", () => picture.scroll(1 / 2)]]) {
      const button = make("button", text);
      Object.assign(button, { title, type: "button", onclick: act });
      button.setAttribute("aria-label", title);
      row.append(button);
    }
    this.picture = picture;
    this.boxes = picture.curves.map(({ channel, name }) => {
      const label = make("label"), input = make("input");
      input.type = "checkbox";
      input.onchange = () => picture.hide(channel, !input.checked);
      label.append(input, ` ${shortened(name)}`);
      label.title = name;
      box.append(label);
      return [input, channel];
    });
    list.append(make("summary", "channels"), box);
    this.reading = make("output");
    row.append(list, this.reading);
    picture.svg.before(row);
  }

  show() {
    const { picture } = this, { cursor, second } = picture;
    for (const [input, channel] of this.boxes) input.checked = !picture.hidden.has(channel);
    const read = (one) => one && picture.reading(one);
    this.reading.textContent = cursor ? readingsText(read(cursor), read(second))
      : "Click for a cursor, shift-click for a second, drag over what to zoom to; keys: + − 0 , . "
        + `arrows, c, h, H, Esc. Of each ${+picture.step.toPrecision(3)} s the lowest and highest are known.`;
  }
}

const pictureKeys = {
  "+": (p) => p.zoom(1 / 2), "=": (p) => p.zoom(1 / 2), "-": (p) => p.zoom(2), 0: (p) => p.whole(),
  ",": (p) => p.scroll(-1 / 2), ".": (p) => p.scroll(1 / 2),
  ArrowLeft: (p, many) => p.moveCursor(many ? -10 : -1),
  ArrowRight: (p, many) => p.moveCursor(many ? 10 : 1),
  ArrowUp: (p) => p.choose(-1), ArrowDown: (p) => p.choose(1),
  h: (p) => p.hide(p.chosen, p.shown.length > 1), H: (p) => { p.hidden.clear(); p.draw(); },
  c: (p) => { p.second = p.second || !p.cursor ? null : { ...p.cursor }; p.draw(); },
  Escape: (p) => { p.cursor = p.second = null; p.draw(); },
};

function listen(picture) {
  const { svg } = picture;
  let from = null;
  const at = (event) => {
    const bounds = svg.getBoundingClientRect(), { width } = svg.viewBox.baseVal;
    const unit = width / bounds.width, { shown, left, right } = picture;
    const x = (event.clientX - bounds.left) * unit, y = (event.clientY - bounds.top) * unit;
    if (x < left || x > right) return null;
    const row = Math.floor((y - picture.rowsTop) / picture.rows * shown.length);
    const share = (x - left) / (right - left);
    return { x, seconds: picture.start + share * picture.seconds,
      channel: (shown[row] ?? { channel: picture.chosen }).channel };
  };
  svg.addEventListener("keydown", (event) => {
    const act = pictureKeys[event.key];
    if (!act || event.target !== svg || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(picture, event.shiftKey);
  });
  // A wheel over a page scrolls it; over a picture that is worked with it zooms.
  svg.addEventListener("wheel", (event) => {
    const place = at(event);
    if (!place || !(event.shiftKey || event.ctrlKey || document.activeElement === svg)) return;
    event.preventDefault();
    picture.zoom(1.25 ** Math.sign(event.deltaY || event.deltaX), place.seconds);
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => {
    from = event.target.closest("a") ? null : at(event);
    if (from) svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    const to = from && at(event), { dragged } = picture;
    if (!to) return;
    dragged.setAttribute("x", Math.min(from.x, to.x));
    dragged.setAttribute("width", Math.abs(to.x - from.x));
  });
  svg.addEventListener("pointercancel", () => { from = null; picture.dragged.setAttribute("width", 0); });
  svg.addEventListener("pointerup", (event) => {
    const to = from && at(event), begun = from;
    from = null;
    picture.dragged.setAttribute("width", 0);
    if (!to) return;
    if (Math.abs(to.x - begun.x) > 6) {
      picture.show(Math.min(begun.seconds, to.seconds), Math.abs(to.seconds - begun.seconds));
      return;
    }
    const cursor = { seconds: to.seconds, channel: to.channel };
    if (event.shiftKey) picture.second = cursor;
    else picture.cursor = cursor;
    picture.chosen = to.channel;
    picture.draw();
  });
  svg.addEventListener("dblclick", () => picture.whole());
}
