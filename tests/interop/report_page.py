"""The report of runs and the tour of the laboratory open in Chromium: no error, no request, nothing wider than a telephone's screen, and it can be read.

usage: report_page.py WGAN FOLDER      exits 77 (skipped) where there is no Chromium

Always: the page allows one script by its digest, which must be that of its script; nothing in it has an address. With Chromium: the
page at 390 and 1,200 pixels, light and dark, without errors in the console; the charts that the script drew; the contrast of all
text. FOLDER is scratch space and keeps the screenshots.
"""
import base64
import hashlib
import json
import re
import shutil
import subprocess

from common import SCRATCH, WGAN, skip, wgan


for seed in (1, 2):
    wgan("train", "--data", "demo", "--size", 16, "--features", 4, "--batch", 4, "--steps", 60, "--sample-every", 20, "--seed", seed,
         "--evaluate-every", 30, "--out", SCRATCH / f"run<{seed}>")
page = SCRATCH / "report.html"
wgan("report", SCRATCH / "run<1>", SCRATCH / "run<2>", "--out", page)
text = page.read_text()
script = re.search(r"<script>(.*?)</script>", text, re.S).group(1)
digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
assert f"script-src 'sha256-{digest}'" in text, "the page would refuse its own script"
assert not re.findall(r"(?:src|href|action)=[\"'](?!data:)", text) and "url(" not in text and "@import" not in text
assert "run&lt;1&gt;" in text and "run<1>" not in re.sub(r"<script.*?</script>", "", text, flags=re.S)
assert (SCRATCH / "run<1>" / "report.html").exists(), "a run writes its own report at its end"

browser = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
if not browser:
    skip("no Chromium")

# Says in the title what it finds: the browser prints the document after its scripts ran.
PROBE = """
<script>
addEventListener("load", () => setTimeout(() => {
  const wide = document.documentElement.scrollWidth, charts = document.querySelectorAll("figure[data-column] svg").length;
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => { const f = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  let least = 99;
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest("script,style,[hidden]")) continue;
    let ground = e; while (ground && rgb(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
    const style = getComputedStyle(e), ink = e.namespaceURI.includes("svg") ? style.fill : style.color;
    const [a, b] = [light(rgb(ink)), light(rgb(getComputedStyle(ground || document.body).backgroundColor))].sort((x, y) => y - x);
    least = Math.min(least, (a + 0.05) / (b + 0.05));
  }
  document.title = JSON.stringify({ wide, charts, least, sliders: document.querySelectorAll("label.controls input[type=range]").length });
}, 300));
</script></body>"""


def look(page, scripts):
    """Opens the page at two widths, light and dark, and returns what the probe found each time. `scripts` is its source list of scripts."""
    probed = SCRATCH / f"probed-{page.parent.name}-{page.name}"
    # Only the probe's own copy runs a second script.
    probed.write_text(page.read_text().replace(f"script-src {scripts}", "script-src 'unsafe-inline'").replace("</body>", PROBE))
    for width in (390, 1200):
        for dark in (False, True):
            flags = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                     f"--user-data-dir={SCRATCH / 'profile'}", f"--window-size={width},2400", "--virtual-time-budget=3000",
                     "--enable-logging=stderr", "--v=0",
                     *(["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else
                       ["--blink-settings=preferredColorScheme=1"])]
            shot = SCRATCH / f"{page.stem}-{width}-{'dark' if dark else 'light'}.png"
            seen = subprocess.run([*flags, f"--screenshot={shot}", page.as_uri()], capture_output=True, text=True, timeout=120)
            errors = [line for line in seen.stderr.splitlines() if ":CONSOLE" in line]
            assert not errors and shot.exists(), errors
            dom = subprocess.run([*flags, "--dump-dom", probed.as_uri()], capture_output=True, text=True, timeout=120).stdout
            found = json.loads(re.search(r"<title>(.*?)</title>", dom).group(1).replace("&quot;", '"'))
            assert found["least"] >= 4.5, (page, width, dark, found)
            if width > 500:  # a headless window is not made narrower than about 500 pixels
                assert found["wide"] <= width, (page, found)
            yield found


for found in look(page, f"'sha256-{digest}'"):
    assert found["charts"] >= 8 and found["sliders"] == 2, found

# The page of the laboratory runs no script at all. What was learnt in so few steps may fail a check, which is exit code 1.
tour = SCRATCH / "tour"
ended = subprocess.run([WGAN, "lab", "all", "--quick", "--out", str(tour)], capture_output=True, text=True)
assert ended.returncode in (0, 1), ended.stderr
assert "<script" not in (tour / "index.html").read_text()
assert all(found["wide"] > 0 for found in look(tour / "index.html", "'none'"))
print("ok")
