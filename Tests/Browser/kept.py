"""The samples that a view keeps: looked at one by one, and decided on anew under other thresholds."""
import os, re, subprocess, time

from selenium.webdriver.common.keys import Keys

from driven import QUENCH, Page, check
from recording import RATE


def samples(page, counts):
    """A column finer than a hop shows single samples, each at its time and value."""
    page.js("""
        const { scene } = view;
        Object.assign(scene, { base: 0.5, pausedAt: 13, chosen: 2, microvoltsOfRow: 200, cursor: null });
        scene.gains.fill(1);
        scene.hidden.set([1, 1, 0, 1]);
        scene.reorder();
        view.isNew = true;""")
    page.until("view.scene.showsSamples && view.picture.traces.wanted === null", "samples of a paused window come")
    page.drawn()
    found = page.js("""
        // The distance in pixels of each sample from ink of its trace, in the column of its time.
        const { scene, picture, history } = view, { box, context, colours } = picture;
        const [rate, counts] = arguments, at = (frame) => (frame / rate - scene.start) / scene.base * box.width;
        const pixels = new Uint32Array(
            context.getImageData(box.x, box.y, box.width, box.height).data.buffer);
        const inkOf = (x) => {
            const rows = [];
            for (let y = 0; y < box.height; y++) {
                if ([colours.ref32, colours.detect32].includes(pixels[y * box.width + x])) rows.push(y);
            }
            return rows;
        };
        const frames = [];
        for (let frame = Math.ceil(scene.start * rate); frame < scene.end * rate; frame++) frames.push(frame);
        // Where the trace rests is the picture's own choice: all samples hang together.
        const scale = box.height / scene.microvoltsDrawn * history.subject.microvoltsPerCount;
        let best = null;
        const tops = frames.map((frame) => inkOf(Math.round(at(frame))).concat(inkOf(Math.floor(at(frame)))));
        for (let rest = -box.height; rest < 2 * box.height; rest += 0.5) {
            let worst = 0;
            for (let i = 2; i < frames.length - 2; i++) {
                const y = rest - counts[frames[i]] * scale;
                worst = Math.max(worst, Math.min(...tops[i].map((top) => Math.abs(top - y)), 1e6));
                if (best && worst >= best.worst) break;
            }
            if (!best || worst < best.worst) best = { worst, rest };
        }
        const values = frames.map((frame) => {
            const place = history.samples.frame(frame);
            return place < 0 ? null : history.samples.single.values[place + 2];
        });
        return { worst: best.worst, values, first: frames[0], pixels: box.width / frames.length };""",
        RATE, counts[2])
    expected = counts[2][found["first"]:found["first"] + len(found["values"])]
    check("the page has the recording's very samples", found["values"] == expected,
          (found["values"][:5], expected[:5]))
    check("they are some pixels apart", found["pixels"] > 5, found["pixels"])
    check("each is drawn at its time and value within a pixel", found["worst"] <= 1, found["worst"])
    page.picture("samples")
    page.js("view.scene.cursor = { seconds: 12.75, channel: 2 }; view.isNew = true;")
    page.drawn()
    def sample_told():
        found = re.search(r"(-?[\d.]+) µV, its hop", page.text("reading"))
        return found and float(found.group(1))

    for frame, what in [(int(12.75 * RATE), "the cursor tells its sample"),
                        (int(12.75 * RATE) + 1, "and moves by a sample")]:
        told, own = sample_told(), counts[2][frame] * 0.25
        check(what, told is not None and abs(told - own) < 0.06, (own, page.text("reading")))
        page.key(Keys.ARROW_RIGHT)
    page.key("H", Keys.ESCAPE)
    page.key("a", Keys.END)
    page.js("view.scene.base = 2; view.isNew = true;")
    page.until("view.scene.showsSamples && view.history.samples.frame("
               "Math.round((view.scene.end - 0.7) * 200)) >= 0", "samples come live too")
    page.js("view.scene.base = 10; view.isNew = true;")


def late(address):
    """A page that lacks rows has their extremes from the samples that are kept."""
    page = Page(address)
    page.until("view.scene && view.history.newest > 600", "a late page has rows")
    page.js("""
        // As if the first ten seconds had never come.
        const { history, scene } = view;
        for (let n = 0; history.seconds[n] <= 10; n++) history.number[n] = -1;
        history.oldest = history.numberAt(10);
        scene.pausedAt = 20;
        scene.base = 60;
        scene.fit();
        view.isNew = true;""")
    page.until("view.picture.traces.wanted === null", "what it lacks comes")
    page.drawn()
    covered = page.js("""
        const { low, high, width } = view.picture.traces, { scene } = view;
        const column = (seconds) => Math.floor((seconds - scene.start) / scene.base * width);
        let count = 0;
        for (let x = column(1); x < column(9); x++) if (low[x] < high[x]) count++;
        return count / (column(9) - column(1));""")
    check("traces from before the page's rows are filled in", covered == 1, covered)
    check("it scrolls back to where the samples begin", page.js("return view.history.beginning") < 0.1)
    page.driver.quit()


def what_if(page, folder):
    page.until("view.history.events.some(([, kind]) => kind === 'episodeEnded')", "the episode ends")
    own = page.js("""
        return view.history.events.filter(([, kind]) => kind === 'detection').map(([seconds]) => seconds);""")
    page.key("w")
    reached = f"view.history.whatIf.course?.to > {own[-1] + 1}"
    page.until(reached, "the program computes what would have been")
    same = page.js("return view.history.whatIf.course.onsets")
    check("with the run's own thresholds it is the run", same and all(abs(a - b) < 1e-3 for a, b in zip(same, own)), (same, own))
    page.key(Keys.PAGE_UP)
    check("a key moves the line", page.js("return view.history.whatIf.ratio") > 1.04)
    page.key("R")
    check("and back", page.js("return view.history.whatIf.ratio") == 1)
    ratio = page.js("""
        // Far up, by the pointer: above all that the channel does.
        const { canvas, strip, unit } = view.picture, bounds = canvas.getBoundingClientRect();
        const at = (type, y) => canvas.dispatchEvent(new PointerEvent(type, {
            clientX: bounds.left + (strip.left + 50) / unit, clientY: bounds.top + y / unit,
            buttons: 1, pointerId: 1, bubbles: true }));
        canvas.setPointerCapture = () => {};
        at("pointerdown", strip.top + strip.height / 2);
        at("pointermove", strip.top - 3 * strip.height);
        at("pointerup", strip.top);
        return view.history.whatIf.ratio;""")
    check("the pointer drags it", ratio > 3, ratio)
    check("and sets no cursor", page.js("return view.scene.cursor") is None)
    page.js("""
        // The other patterns' lines out of reach too.
        const { whatIf } = view.history;
        whatIf.given.patterns.forEach((_, i) => whatIf.set(`threshold${i}`, 20 * whatIf.givenValue(`threshold${i}`)));""")
    page.until(reached, "it computes anew")
    check("under higher lines nothing would have been detected",
          page.js("return view.history.whatIf.course.onsets.length") == 0)
    page.until("/: 0 detections, 0 therapies; the run had [1-9]/.test(document.getElementById('whatIfText').textContent)",
               "the panel says so")
    page.key("R")
    name = page.js("return document.querySelector('#whatIfFields input').name")
    page.js("""
        const input = document.querySelector("#whatIfFields input[name='onset']");
        input.value = "1.5";
        input.dispatchEvent(new Event("change"));""")
    page.until(reached, "a number is tried")
    later = page.js("return view.history.whatIf.course.onsets")
    check("a longer time detects later", name == "threshold0" and later and later[0] > own[0], (later, own))
    page.js("view.scene.pausedAt = arguments[0] + 3; view.scene.base = 10; view.isNew = true;", later[0])
    page.drawn()
    apart = page.js("""
        const { box, context, colours } = view.picture, { scene } = view;
        const row = new Uint32Array(context.getImageData(box.x, box.y + 20, box.width, 40).data.buffer);
        const expected = (arguments[0] - scene.start) / scene.base * box.width;
        let nearest = 1e9;
        row.forEach((pixel, at) => {
            if (pixel === colours.settle32) nearest = Math.min(nearest, Math.abs(at % box.width - expected));
        });
        return nearest;""", later[0])
    check("it is marked at its time", apart <= 2, apart)
    page.picture("what-if")
    page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": folder})
    page.key("S")
    path = f"{folder}/settings.yaml"
    for _ in range(600):
        if os.path.exists(path): break
        time.sleep(0.1)
    check("the settings are saved", os.path.exists(path))
    replayed = subprocess.run(
        [QUENCH, "replay", f"{folder}/<img src=x>.edf", "--settings", path, "--output", f"{folder}/tried", "--json"],
        capture_output=True, text=True)
    check("a replay takes them", replayed.returncode == 0, replayed.stderr)
    with open(f"{folder}/tried/events.tsv") as file:
        onsets = [float(line.split("\t")[0]) for line in file if "\tsz\t" in line]
    check("and detects when the page said", onsets and abs(onsets[0] - later[0]) < 0.01, (onsets, later))
    page.key("R", "w", Keys.END)
