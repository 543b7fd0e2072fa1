"""A run that shows itself, and a page that looks at it in a headless Chromium."""
import os, re, signal, subprocess, sys

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

QUENCH = os.path.abspath(sys.argv[1])
PICTURES = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else "out/view")
PATIENCE = 60
counts = {True: 0, False: 0}


def check(what, holds, found=None):
    counts[bool(holds)] += 1
    if not holds:
        print(f"view: not so: {what}" + ("" if found is None else f" (found {found})"))


class Run:
    """A run that shows itself; its address is what it prints first."""

    def __init__(self, *arguments, port=0, option="--view"):
        self.process = subprocess.Popen(
            [QUENCH, *arguments, option, str(port)], stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, text=True)
        for line in self.process.stderr:
            found = re.search(r"live view: (http://127\.0\.0\.1:(\d+)/)", line)
            if found:
                self.address, self.port = found.group(1), int(found.group(2))
                break
        else:
            sys.exit(f"view: quench {' '.join(arguments)} showed nothing")
        # So that it never waits for who reads its messages.
        subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=subprocess.DEVNULL)

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def browser(width=1280, height=1000, scripts=True):
    options = webdriver.ChromeOptions()
    if not scripts:
        options.add_experimental_option(
            "prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.binary_location = "/usr/bin/chromium"
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     f"--window-size={width},{height}"]:
        options.add_argument(argument)
    if width < 500:
        options.add_experimental_option("mobileEmulation", {
            "deviceMetrics": {"width": width, "height": height, "pixelRatio": 2}})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Page:
    def __init__(self, address, **size):
        self.driver = browser(**size)
        self.driver.get(address)

    def js(self, text, *arguments): return self.driver.execute_script(text, *arguments)

    def until(self, condition, what):
        try:
            WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: self.js(f"return {condition}"))
            check(what, True)
        except Exception as problem:
            check(what, False, type(problem).__name__)

    def key(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()
        self.drawn()

    def shifted(self, *keys):
        """With the shift key down: `key` would let go of it first."""
        ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(*keys).key_up(Keys.SHIFT).perform()
        self.drawn()

    def drawn(self):
        count = self.js("view.isNew = true; return view.drawings")
        self.until(f"view.drawings > {count}", "a picture is drawn")

    def text(self, name): return self.js("return document.getElementById(arguments[0]).textContent", name)

    def picture(self, name): self.driver.save_screenshot(f"{PICTURES}/{name}.png")

    def inked(self):
        """Pixels of the traces that are not the card."""
        return self.js("""
            const { box, colours, context } = view.picture;
            const pixels = new Uint32Array(
                context.getImageData(box.x, box.y, box.width, box.height).data.buffer);
            return pixels.reduce((sum, pixel) => sum + (pixel !== colours.card32), 0);""")

    def coloured(self, name, colour):
        """Pixels of a small drawing that have one of the page's colours."""
        return self.js(f"return {self.counting(name, colour)}")

    @staticmethod
    def counting(name, colour):
        return f"""(() => {{
            const canvas = document.getElementById("{name}"), colour = view.picture.colours.{colour}32;
            const pixels = new Uint32Array(canvas.getContext("2d")
                .getImageData(0, 0, canvas.width, canvas.height).data.buffer);
            return pixels.reduce((sum, pixel) => sum + (pixel === colour), 0);
        }})()"""

    def until_coloured(self, name, colour, what):
        self.until(f"{self.counting(name, colour)} > 20", what)

    def problems(self):
        # The browser asks for an icon by itself, and it is this test that reads pixels back.
        return [entry["message"] for entry in self.driver.get_log("browser")
                if "favicon" not in entry["message"] and "willReadFrequently" not in entry["message"]]
