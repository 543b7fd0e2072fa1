// Control, of a run that was given --control: what of the running loop may be changed from here.

async function postChange(field, value) {
  const said = element("controlSaid");
  said.className = "";
  write("controlSaid", "");
  try {
    const answer = await fetch("/control", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ field, value }),
    });
    if (!answer.ok) {
      said.className = "bad";
      write("controlSaid", `not changed: ${(await answer.text()).trim()}`);
    }
  } catch {
    said.className = "bad";
    write("controlSaid", "not changed: the run does not answer");
  }
}

// A row a field: a button for what is on or off, else a number to be set.
function showControl(control) {
  element("controlPanel").hidden = !control;
  if (!control) return;
  const list = element("controlFields");
  // The next run on the port may have as many others.
  const names = JSON.stringify(control.fields.map(({ field, label }) => [field, label]));
  if (list.dataset.fields !== names) {
    list.dataset.fields = names;
    list.replaceChildren(...control.fields.map(controlRow));
  }
  control.fields.forEach(({ field, value }, index) => {
    const row = list.children[index], now = row.querySelector("output");
    const text = (typeof value === "boolean" ? (value ? "suspended" : "on") : figure(value, 6))
      + (control.underWay === field ? ", to be changed with the next hop" : "");
    if (now.textContent !== text) now.textContent = text;
    row.classList.toggle("over", value === true);
    const button = row.querySelector("button");
    const action = typeof value !== "boolean" ? "Set" : value ? "Resume" : "Suspend";
    if (button.textContent !== action) button.textContent = action;
    button.disabled = control.underWay !== null;
  });
}

function controlRow({ field, label, value }) {
  const row = document.createElement("li"), form = document.createElement("form");
  const name = document.createElement("label"), now = document.createElement("output");
  const button = document.createElement("button");
  // As the settings write it, in words.
  name.textContent = typeof value === "boolean" ? "stimulation"
    : label.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  now.className = "number";
  form.append(name, now);
  let input = null;
  if (typeof value === "number") {
    input = document.createElement("input");
    input.inputMode = "decimal";
    input.id = `control-${field}`;
    name.htmlFor = input.id;
    input.autocomplete = "off";
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") input.blur();
    });
    form.append(input);
  }
  form.append(button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!input) {
      const now = view.status.control.fields.find((one) => one.field === field).value;
      return postChange(field, !now);
    }
    if (!input.value.trim()) return;
    await postChange(field, Number(input.value));
    input.value = "";
  });
  row.append(form);
  return row;
}
