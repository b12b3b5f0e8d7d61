"""A table of a page in, buttons that give it as files, with the SQL behind it, out."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import find
from dashboard.app_pages import chrome
from dashboard.ask import question
from dashboard.words import t

Made = bytes | str


def offer(name: str, frame: pd.DataFrame, asked: str, lang: str, **parameters: Any) -> None:
    """Offer a table as CSV (safe for a spreadsheet) and Parquet, and the question of dashboard/queries/ behind it.

    `name` is a slug of ours: it is the key of the buttons and stands in the files' names. `parameters` are what the
    question was asked with; the SQL file says them at its head.
    """
    head = "".join(f"-- ${key} = {value!r}\n" for key, value in parameters.items())
    files: list[tuple[str, Callable[[], Made], str, str]] = [
        ("download_csv", lambda: find.plain_csv(frame), "csv", "text/csv"),
        ("download_parquet", lambda: find.as_parquet(frame), "parquet", "application/vnd.apache.parquet"),
        ("download_sql", lambda: head + question(asked), "sql", "application/sql"),
    ]
    buttons(name, files, lang)


def buttons(name: str, files: list[tuple[str, Callable[[], Any], str, str]], lang: str) -> None:
    """Draw a row of download buttons: key of the words, what makes the file when pressed, its ending and its type."""
    stem = f"rastro-{name}-{chrome.snapshot_path().stem}"
    with st.container(horizontal=True):
        for key, made, ending, mime in files:
            st.download_button(t(key, lang), made, f"{stem}.{ending}", mime, key=f"{name}_{key}", on_click="ignore")
