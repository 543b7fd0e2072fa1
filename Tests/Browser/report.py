"""A run's report, opened as a file: its pictures zoom, its cursors read the recording, its links lead."""
import re, subprocess

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from driven import Page, QUENCH, browser, check
from recording import NAMES, RATE


class Report(Page):
    """A report has no picture that is drawn anew: what is asked for is there at once."""

    def drawn(self): pass

    def ticks(self):
        return [float(text) for text in self.js(
            "return [...document.querySelector('[data-ticks]').children].map((tick) => tick.textContent)")]

    def reading(self): return self.js("return document.querySelector('.tools output').textContent")

    def focus(self): self.js("document.querySelector('#episode-1 svg').focus()")


def report(recording, counts, folder):
    subprocess.run([QUENCH, "replay", recording, "--output", f"{folder}/told"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"file://{folder}/told/report.html"
    page = Report(address)
    zoom(page)
    cursor(page, counts)
    channels(page)
    links(page)
    problems = page.problems()
    check("the report's console is empty", not problems, problems)
    page.driver.quit()
    narrow(address)
    still(address)


def zoom(page):
    before = page.ticks()
    paths = "return [...document.querySelectorAll('#episode-1 .trace')].map((path) => path.getAttribute('d')).join()"
    curves = page.js(paths)
    page.focus()
    page.key("+", "+", "+")
    near = page.ticks()
    check("+ zooms the axis", near[-1] - near[0] < (before[-1] - before[0]) / 4, (before, near))
    check("the traces are drawn anew", page.js(paths) != curves)
    page.key(".")
    check("a full stop goes on by half a window", page.ticks()[0] > near[0], (near, page.ticks()))
    page.key(",")
    check("a comma goes back", page.ticks() == near, (near, page.ticks()))
    page.picture("report-zoomed")
    page.key("0")
    check("0 shows the whole again", page.ticks() == before and page.js(paths) == curves)
    page.js("""
        const svg = document.querySelector('#episode-1 svg'), { left, top } = svg.getBoundingClientRect();
        svg.dispatchEvent(new WheelEvent('wheel', { deltaY: -100, clientX: left + 500, clientY: top + 150,
            bubbles: true, cancelable: true }));""")
    wheeled = page.ticks()
    check("the wheel zooms a picture that is worked with", wheeled != before, wheeled)
    page.key("0")
    svg = page.driver.find_element("css selector", "#episode-1 svg")
    page.js("arguments[0].scrollIntoView({ block: 'start' })", svg)
    ActionChains(page.driver).move_to_element_with_offset(svg, -100, -60).click_and_hold() \
        .move_by_offset(150, 0).release().perform()
    dragged = page.js("return [pictures.get('episode-1').start, pictures.get('episode-1').end]")
    width = page.js("const p = pictures.get('episode-1'); return (p.last - p.first) * 150"
                    " / (840 * p.svg.getBoundingClientRect().width / 960)")
    check("what is dragged over is zoomed to", abs(dragged[1] - dragged[0] - width) < width / 50,
          (dragged, width))
    page.js("[...document.querySelectorAll('.tools button')].find((b) => b.textContent === 'whole').click()")
    check("so does its button", page.ticks() == before)


def cursor(page, counts):
    page.focus()
    page.key(Keys.ARROW_RIGHT)
    for _ in range(3):
        page.key(Keys.ARROW_RIGHT)
        found = re.match(r"([\d.]+) s  (.*)  (-?[\d.]+) to (-?[\d.]+) µV$", page.reading())
        check("a cursor tells time, channel and µV", found, page.reading())
        if not found: return
        first, step = page.js("const p = pictures.get('episode-1'); return [p.first, p.step]")
        place = int((float(found[1]) - first) / step)
        frames = round((first + place * step) * RATE), round((first + (place + 1) * step) * RATE)
        channel = [name.strip() for name in NAMES].index(found[2])
        values = [count / 4 for count in counts[channel][frames[0]:frames[1]]]
        apart = max(abs(float(found[3]) - min(values)), abs(float(found[4]) - max(values)))
        check("it reads the recording's value within a count", apart <= 0.25, (found[0], min(values), max(values)))
    long = page.js("return readingText({ seconds: 1, digits: 3, name: 'L'.repeat(10000), sample: null, range: [1, 2] })")
    check("beside a long name the value is seen", re.match(r"1\.000 s  L{39}…  1\.0 to 2\.0 µV$", long), long[:100])
    page.key("c")
    page.shifted(Keys.ARROW_LEFT)
    step, apart = page.js("const p = pictures.get('episode-1'); return [p.step, p.second.seconds - p.cursor.seconds]")
    check("with shift a cursor goes by ten values", abs(apart - 10 * step) < 1e-6, (step, apart))
    check("two cursors tell their difference", "Δ -" in page.reading(), page.reading())
    name = found[2]
    page.key(Keys.ARROW_DOWN)
    check("down chooses the next channel", name not in page.reading().split("against")[0], page.reading())
    page.key(Keys.ESCAPE)
    check("Esc takes them away", "Δ" not in page.reading())


def channels(page):
    shown = """return [...document.querySelectorAll('#episode-1 .trace')]
        .filter((path) => path.getBoundingClientRect().height > 0).length"""
    check("all channels are there", page.js(shown) == len(NAMES), page.js(shown))
    names = page.js("return [...document.querySelectorAll('.tools label')].map((label) => label.textContent.trim())")
    check("their names are text", sorted(names) == sorted(name.strip() for name in NAMES), names)
    page.js("document.querySelector('.tools label input').click()")
    check("one can be hidden", page.js(shown) == len(NAMES) - 1, page.js(shown))
    page.focus()
    page.key("h")
    check("h hides the chosen one", page.js(shown) == len(NAMES) - 2, page.js(shown))
    page.picture("report-channels")
    page.key("H")
    check("H shows all", page.js(shown) == len(NAMES))


def links(page):
    page.js("document.querySelector('a[data-at]').click()")
    check("a burst leads to its episode", page.js("return location.hash") == "#episode-1")
    at, start, end = page.js("""
        const { start, end } = pictures.get('episode-1');
        return [+document.querySelector('a[data-at]').dataset.at, start, end];""")
    check("and its picture to its instant", start <= at <= end and end - start < 5, (start, at, end))
    for selector, target in (("#episode-1 nav a[href='#overview']", "overview"),
                             ("#episode-1 nav a[href^='#burst']", "burst-1"),
                             ("svg a[href='#episode-1']", "episode-1"),
                             ("#episode-1 svg a[href^='#burst']", "burst-1")):
        page.js("document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', { bubbles: true }))",
                selector)
        top = page.js("return document.getElementById(arguments[0])?.getBoundingClientRect().top", target)
        check(f"{selector} leads to {target}", page.js("return location.hash") == f"#{target}"
              and top is not None and -1 <= top < 1000, (page.js("return location.hash"), top))


def narrow(address):
    page = Report(address, width=390, height=844)
    wide = page.js("return document.documentElement.scrollWidth")
    check("nothing of the report is wider than 390 px", wide <= 390, wide)
    page.js("document.querySelector('#episode-1').scrollIntoView()")
    page.picture("report-narrow")
    page.driver.quit()


def still(address):
    """Without script the pictures are there, and nothing that would do nothing."""
    driver = browser(scripts=False)
    driver.get(address)
    find = lambda selector: driver.find_elements("css selector", selector)
    check("without script the pictures are there", len(find("svg.picture")) >= 2 and len(find(".trace")) == len(NAMES))
    check("its traces have a size", all(path.size["height"] > 0 for path in find(".trace")))
    check("and no tools", not find(".tools"))
    driver.quit()
