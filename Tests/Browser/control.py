"""What a page does to a run: markers, and with --control changes of the loop."""
import json, subprocess, urllib.error, urllib.request

from selenium.webdriver.common.keys import Keys

from driven import QUENCH, Run, check


def markers(page, run):
    """A marker from the field, from a key and from another program; none from another site."""
    def post(text, **headers):
        request = urllib.request.Request(f"{run.address}markers", text.encode(), {"Content-Type": "text/plain", **headers})
        try:
            return urllib.request.urlopen(request).status
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def shown(text):
        return f"view.history.events.some(([, kind, text]) => kind === 'marker' && text === {json.dumps('marker: ' + text)})"

    page.key(Keys.END)
    page.key("m")
    check("m goes to the field, and types nothing", page.js(
        "return document.activeElement.id === 'markerText' && document.activeElement.value === ''"))
    base = page.js("return view.scene.base")
    page.key("t <i>x</i>", Keys.ENTER)
    page.until(shown("t <i>x</i>"), "a text from the field becomes a marker")
    page.until("document.getElementById('markerSaid').textContent === 'marked: t <i>x</i>'", "the page says so")
    check("what was typed was no key of the view, and is a text", page.js("""
        return view.scene.base === arguments[0] && document.activeElement.id !== 'markerText'
            && !document.querySelector('#events i, #marker i, main ol i');""", base))
    page.key("7")
    page.until(shown("mark 7"), "a digit makes its marker")
    check("another program's marker is taken", post("from a program") == 202)
    page.until(shown("from a program"), "and shown")
    check("another site's is refused", post("evil", Origin="http://evil.example") == 403)
    check("without --control a page has no such panel", page.js("return document.getElementById('controlPanel').hidden"))
    check("and no change is taken", page.js("""
        return fetch("/control", { method: "POST", headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ field: "stimulation.suspended", value: true }) })
            .then((answer) => answer.status);""") == 403)
    frames = page.js("""
        const found = view.history.events.filter(([, kind]) => kind === 'marker');
        return found.every(([at]) => at <= view.history.lastSeconds && at >= view.history.firstSeconds);""")
    check("markers stand at times of the run", frames)
    before, apart = page.js("""
        const { scene, picture } = view;
        const [at] = view.history.events.findLast(([, kind]) => kind === 'marker');
        scene.base = 1;
        scene.pausedAt = at + 0.5;
        const drawn = (events) => {
            const kept = view.history.events;
            view.history.events = events;
            picture.draw(scene, view.status, performance.now());
            view.history.events = kept;
            const { box, context } = picture, y = Math.round(box.y + box.height / 2);
            return new Uint32Array(context.getImageData(box.x, y, box.width, 20).data.buffer);
        };
        const all = view.history.events;
        const without = drawn(all.filter(([, kind]) => kind !== "marker"));
        const places = [...drawn(all)].flatMap((pixel, place) =>
            pixel === without[place] ? [] : [place % picture.box.width]);
        const expected = (at - scene.start) / scene.base * picture.box.width;
        scene.pausedAt = null;
        scene.base = 10;
        return [places.length, Math.min(...places.map((place) => Math.abs(place - expected)))];""")
    check("a marker is a line at its time within a pixel", before > 0 and apart is not None and apart <= 1, (before, apart))
    page.picture("markers")


def control(page, recording, folder):
    """With --control a page changes the running loop."""
    run = Run("replay", recording, "--pace", "realtime", "--output", f"{folder}/control", "--control")
    page.driver.get(run.address)
    page.until("view.status?.control && document.querySelector('#controlFields button')", "with it there is a panel")
    button = page.driver.find_element("css selector", "#controlFields button")
    check("its button suspends", button.text == "Suspend", button.text)
    button.send_keys(Keys.ENTER)
    page.until("view.status.control.isSuspended && document.querySelector('#controlFields output').textContent === 'suspended'",
               "stimulation is suspended by a key")
    page.until("document.getElementById('next').textContent.startsWith('suspended')", "the stimulation's panel says so")
    page.until("view.history.events.some(([, kind, text]) => kind === 'settingsChanged' && text.includes('suspended'))",
               "the change is among the events")
    field = page.driver.find_elements("css selector", "#controlFields input")[0]
    field.send_keys("-1", Keys.ENTER)
    page.until("document.getElementById('controlSaid').textContent.startsWith('not changed: detector.patterns[0]')",
               "what a settings file may not say is refused, and said")
    field.send_keys("210", Keys.ENTER)
    page.until("Math.abs(view.status.control.thresholds[0] - 210) < 0.1", "a threshold is changed")
    page.picture("control")
    page.until("view.history.events.some(([, kind, text]) => kind === 'therapyRefused' && text.includes('suspended'))",
               "a therapy is refused while stimulation is suspended")
    button = page.driver.find_element("css selector", "#controlFields button")
    button.click()
    page.until("!view.status.control.isSuspended", "it goes on by the same button")
    page.driver.execute_script("document.activeElement.blur();")
    page.key("w")
    page.until("view.history.whatIf.value('threshold0') === 210", "what if begins from what the run has now")
    ratio = page.js("return view.history.whatIf.ratio")
    check("its line stands there too", abs(ratio - 1.05) < 1e-6, ratio)
    page.until("view.history.whatIf.course?.onsets.length > 0", "what would have been is computed")
    same, own = page.js("""
        const { events, whatIf: { course } } = view.history;
        return [course.onsets, events.filter(([seconds, kind]) => kind === "detection" && seconds <= course.to)
          .map(([seconds]) => seconds)];""")
    check("of a run that was changed it is the run", same and len(same) == len(own)
          and all(abs(a - b) < 1e-3 for a, b in zip(same, own)), (same, own))
    page.key("w")
    run.end()
    with open(f"{folder}/control/summary.json") as file:
        summary = json.load(file)
    changes = [(change["field"], change["old"], change["new"]) for change in summary["settingsChanges"]]
    check("the summary has each change", changes == [
        ("stimulation.suspended", False, True), ("detector.patterns[0].thresholdPercent", 200, 210),
        ("stimulation.suspended", True, False)], changes)
    check("what the run ended with is a settings file", subprocess.run(
        [QUENCH, "settings", "--check", f"{folder}/control/settings.changed.yaml"], stdout=subprocess.DEVNULL).returncode == 0)
