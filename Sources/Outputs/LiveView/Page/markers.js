// Markers: a text from the field or a key, posted to the run, which puts it on record.

// Why a marker is not taken, from the server's answer.
const markerRefusals = {
  401: "the run asks for its token again", 409: "the run takes no markers any more",
  429: "too many markers a second",
};

async function postMarker(text) {
  write("markerSaid", "");
  try {
    const answer = await fetch("/markers", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text }),
    });
    const said = await answer.text();
    write("markerSaid", answer.ok ? `marked: ${text}`
      : `not marked: ${markerRefusals[answer.status] ?? said.trim()}`);
    element("markerSaid").className = answer.ok ? "" : "bad";
    return answer.ok;
  } catch {
    write("markerSaid", "not marked: the run does not answer");
    element("markerSaid").className = "bad";
    return false;
  }
}

function installMarkers() {
  const field = element("markerText");
  element("marker").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    if (!await postMarker(text)) return;
    field.value = "";
    field.blur();
  });
  field.addEventListener("keydown", (event) => {
    // What is typed here is a text, not the view's keys.
    event.stopPropagation();
    if (event.key === "Escape") field.blur();
  });
}
