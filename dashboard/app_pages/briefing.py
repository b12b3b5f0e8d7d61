"""The Briefing page: the last one that was written, to look at and to take along, and the command for the next."""

import os
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from dashboard.app_pages import chrome
from dashboard.escape import clean, md
from dashboard.formats import clock
from dashboard.words import t

FILES = {"briefing.pdf": "application/pdf", "briefing.html": "text/html", "numbers.csv": "text/csv",
         "briefing.pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
         "numbers.json": "application/json", "README.txt": "text/plain"}  # fmt: skip
MARKS = ("README.txt", "numbers.json")  # what a folder of ours has
SHOWN = 12


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("briefing_page", lang), lang)
    lang = chrome.language_switch(lang)
    found = written()
    state = "none"
    if found:
        newest = next((path for path in found if path.name.endswith(f"-{lang}")), found[0])
        titles = {path.name: path.name for path in found}
        chosen = chrome.choice("b", t("briefing_which", lang), titles, newest.name, lang)
        _show(next(path for path in found if path.name == chosen), lang)
        state = chosen
    else:
        st.info(t("briefing_none", lang))
    st.subheader(t("briefing_next", lang))
    st.code(f"rastro brief --last-week --lang {lang}", language=None)  # its colours were too pale to read
    st.caption(t("briefing_cron", lang))
    chrome.foot(f"briefing-{state}-{lang}", lang)


def written() -> list[Path]:
    """Return the folders of briefings, the newest first."""
    folder = Path(os.environ.get("RASTRO_BRIEFINGS", "briefings"))
    if not folder.is_dir():
        return []
    ours = [path for path in folder.iterdir() if all((path / name).is_file() for name in MARKS)]
    return sorted(ours, key=lambda path: ((path / MARKS[0]).stat().st_mtime, path.name), reverse=True)


def _show(folder: Path, lang: str) -> None:
    made = datetime.fromtimestamp((folder / MARKS[0]).stat().st_mtime, UTC)
    st.caption(t("briefing_written", lang, when=clock(made, lang)))
    with st.container(horizontal=True):
        for name, mime in FILES.items():
            path = folder / name
            if path.is_file():
                st.download_button(clean(name), path.read_bytes, f"{folder.name}-{name}", mime, key=name,
                                   on_click="ignore")  # fmt: skip
    for picture in sorted(folder.glob("*.png"))[:SHOWN]:
        _picture(picture, lang)
    st.subheader(t("briefing_rests_on", lang))
    st.code((folder / MARKS[0]).read_text(encoding="utf-8", errors="replace")[:5_000], language=None)


def _picture(path: Path, lang: str) -> None:
    try:
        st.image(path.read_bytes(), caption=clean(path.stem), output_format="PNG", alt=clean(path.stem))
    except OSError:  # cut off while it was written: Pillow's own error is one of these
        st.warning(t("briefing_broken", lang, name=md(path.name)))


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
