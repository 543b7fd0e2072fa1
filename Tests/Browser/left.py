"""A run that is over, in the browser; and the virtual patient's drawing."""
import shutil, signal, subprocess

from selenium.webdriver.common.keys import Keys

from driven import Page, QUENCH, Run, check


def left(page, recording, folder):
    """All of what a run left can be scrolled through; without its recording there are no traces."""
    subprocess.run([QUENCH, "replay", recording, "--output", f"{folder}/left"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run = Run("view", f"{folder}/left", option="--port")
    page.driver.get(run.address)
    page.problems()
    page.until("view.history?.newest > 100", "what a run left is shown")
    page.drawn()
    check("its title is text", page.text("title") == "<img src=x>.edf", page.text("title"))
    page.until("document.getElementById('cause').textContent.includes('traces:')", "it says where its traces are from")
    check("its traces come from the recording", page.inked() > 1000, page.inked())
    page.key("g")
    page.until("view.history.covers(view.scene)", "the stretch comes")
    page.drawn()
    check("g goes to the detection", page.js("""
        const at = view.history.events.find(([, kind]) => kind === 'detection')?.[0];
        return at && view.scene.start < at && at < view.scene.end;"""))
    page.until("view.status.run.state === 'in episode'", "the state is that of the moment")
    page.until_coloured("leads", "stim", "the contacts of the burst are drawn")
    page.picture("left")
    small = Page(run.address, width=390, height=844)
    small.until("view.history?.newest > 100", "a narrow page shows it too")
    wide = small.js("return document.documentElement.scrollWidth")
    check("nothing of it is wider than 390 px", wide <= 390, wide)
    small.driver.quit()
    page.key("t", "t", "t")
    page.until("view.history.covers(view.scene)", "a shorter stretch comes")
    check("zoomed in it has single samples", page.js("return view.history.subject.hopSeconds") == 1 / 200,
          page.js("return view.history.subject.hopSeconds"))
    problems = page.problems()
    check("its page asks for nothing that is not there", not problems, problems)
    page.key("T", "T", "T", "T", "T", "T", "T")
    page.until("view.history.covers(view.scene)", "a longer one comes")
    rows = page.js("return view.history.newest")
    check("it has no more rows than are drawn", 1000 < rows < 4096, rows)
    page.key(Keys.END)
    check("End is the run's end", page.js("return view.scene.end === view.history.subject.toSeconds"))
    run.process.send_signal(signal.SIGINT)
    check("Ctrl-C ends it in order", run.process.wait() == 0, run.process.returncode)
    page.key("t", Keys.HOME)
    page.until("document.getElementById('stale').textContent.includes('quench view has ended')",
               "and the page says so")
    gone(page, recording, folder)


def gone(page, recording, folder):
    shutil.move(recording, f"{folder}/away.edf")
    run = Run("view", f"{folder}/left", option="--port")
    page.driver.get(run.address)
    page.until("view.history?.newest > 100", "without its recording the run is shown too")
    page.key("g")
    page.until("view.history.covers(view.scene)", "the stretch comes")
    page.drawn()
    measured = page.js("return view.history.flags.reduce((sum, flags) => sum + (flags & 1), 0)")
    check("no sample is invented", measured == 0, measured)
    check("it says that there are no traces", page.text("cause").startswith("no traces:"), page.text("cause"))
    shutil.move(f"{folder}/away.edf", recording)
    run.end()
    overwritten(page, recording, folder)


def overwritten(page, recording, folder):
    """What is written under an open view is not shown as the run's."""
    run = Run("view", f"{folder}/left", option="--port")
    page.driver.get(run.address)
    page.until("view.history?.newest > 100", "the run is shown again")
    with open(recording, "r+b") as file:
        file.seek(-1000, 2)
        kept = file.read(200)
        file.seek(-1000, 2)
        file.write(bytes(200))
    page.key(Keys.END)
    page.until("document.getElementById('stale').textContent.includes('since the view was opened')",
               "a recording that is overwritten is told")
    check("nothing of it is shown", not page.js("return view.history.covers(view.scene)"))
    with open(recording, "r+b") as file:
        file.seek(-1000, 2)
        file.write(kept)
    run.end()


EAGER = """
zoneX0: -1.9
initialPermittivityRise: 0.05
nodes:
  - {position: [0, 0, 0], tissue: zone}
  - {position: [5, 0, 0], tissue: zone}
  - {position: [10, 5, 0], tissue: propagation}
"""


def patient(page, folder):
    """The nodes that seize are filled, and no others."""
    with open(f"{folder}/eager.yaml", "w") as file:
        file.write(EAGER)
    run = Run("simulate", "--patient", f"{folder}/eager.yaml", "--pace", "realtime", "--duration", "60",
              "--output", f"{folder}/patient")
    page.driver.get(run.address)
    page.until("view.status?.run.treated && !document.getElementById('patientPanel').hidden",
               "the patient is shown")
    page.drawn()
    if not page.js("return view.status.run.treated.ictal.length"):
        check("no node is filled before the seizure", page.coloured("nodes", "detect") == 0)
    page.until("view.status.run.treated.ictal.length > 0", "the patient has a seizure")
    page.until_coloured("nodes", "detect", "the nodes that seize are filled")
    page.js("document.getElementById('patientPanel').scrollIntoView()")
    page.picture("patient")
    run.end()
