"""Makes the picture of a report that the README shows.

    python docs/pictures/make.py out/report.html

opens the report in Chromium with the network off, waits until its charts are drawn, and writes the page
down to its first chart to docs/pictures/report.png. Run it again when the report or the answer changes.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

WIDTH, MARGIN, SCALE = 1120, 24, 1.5
"""Width of the picture and space below its last chart in points, and pixels for each point."""
ARGUMENTS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]
DRAWN = "document.querySelectorAll('.chart.drawn').length === document.querySelectorAll('.chart').length"


def make(report: Path, picture: Path) -> Path:
    """Write the picture of ``report`` and return its path."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = browser.new_context(
            viewport={"width": WIDTH, "height": 1000}, device_scale_factor=SCALE, offline=True
        )
        page = context.new_page()
        page.goto(report.absolute().as_uri())
        page.wait_for_function(DRAWN, timeout=30_000)
        last = page.locator("#chart-curves").bounding_box() or {"y": 0, "height": 1000}
        height = last["y"] + last["height"] + MARGIN
        page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
        browser.close()
    return picture


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(make(Path(sys.argv[1]), Path(__file__).with_name("report.png")))
