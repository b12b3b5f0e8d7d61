import csv
import io
from datetime import UTC, datetime

import pytest

from dashboard.terminal import write_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_ledger_is_a_formula_in_a_list_neither(start: str) -> None:
    out = io.StringIO()
    row = {"outlet": f"{start}1+1", "flags": [f"{start}x", "y"], "lag": -1.5, "at": datetime(2024, 4, 9, tzinfo=UTC)}
    write_csv(csv.writer(out), [row])
    cells = list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1]
    assert cells == [f"'{start}1+1", f"'{start}x; y", "-1.5", "2024-04-09T00:00:00Z"]
