"""The pictures of docs/live-view.md, which are copies of these: a virtual patient's seizure, live, in what the run
left, and in its report."""
from selenium.webdriver.common.keys import Keys

from driven import Run, check
from report import Report

# A patient whose seizure comes early and spreads where nothing is done about it.
PATIENT = ("simulate", "--seed", "22", "--duration", "60", "--pace", "realtime")


def pictures(page, folder):
    live(page, folder)
    left(page, folder)
    zoomed(folder)


def live(page, folder):
    run = Run(*PATIENT, "--output", f"{folder}/pictured", "--write", f"{folder}/pictured.edf")
    page.driver.get(run.address)
    page.until("view.history?.events.some(([, kind]) => kind === 'detection')", "the patient's seizure is detected")
    page.until("view.history.bursts.length > 0", "and treated")
    at = page.js("return view.history.events.find(([, kind]) => kind === 'detection')[0]")
    page.until(f"view.history.lastSeconds > {at + 6}", "the run goes on")
    page.key(Keys.ARROW_DOWN, Keys.ARROW_DOWN, "-", "g")
    page.until("view.picture.traces.wanted === null", "the samples of the window come")
    page.drawn()
    onsets = page.js("""
        const { history } = view, found = [null, null];
        for (let n = history.oldest; n <= history.newest; n++) {
            const row = history.row(n);
            for (const bit of [0, 1]) {
                if (row >= 0 && history.seizure[row] >> bit & 1) found[bit] ??= history.seconds[row];
            }
        }
        return found;""")
    check("the patient and its twin seize before that", all(onset and at - 5 < onset < at for onset in onsets),
          (onsets, at))
    for colour in ("ref", "twin"):
        page.until_coloured("canvas", colour, f"their seizures are bands ({colour})")
    page.picture("live-view")
    run.end()


def left(page, folder):
    run = Run("view", f"{folder}/pictured", "--recording", f"{folder}/pictured.edf", option="--port")
    page.driver.get(run.address)
    page.until("view.history?.newest > 100", "what a simulation left is shown")
    page.key("g")
    page.until("view.history.covers(view.scene)", "the stretch comes")
    page.drawn()
    page.until("document.getElementById('cause').textContent.includes('traces:')", "and says where its traces are from")
    check("with the traces that it wrote", page.inked() > 1000, page.inked())
    page.picture("left-view")
    run.end()


def zoomed(folder):
    page = Report(f"file://{folder}/pictured/report.html")
    page.js("pictures.get('episode-1').lookAt(+document.querySelector('a[data-at]').dataset.at - 1)")
    page.focus()
    page.key("c")
    page.shifted(*[Keys.ARROW_RIGHT] * 3)
    check("a report of a patient has two cursors", "Δ 0.5" in page.reading(), page.reading())
    page.js("document.querySelector('#episode-1').scrollIntoView()")
    page.picture("report-zoom")
    page.driver.quit()
