"""The matching run: what has not been matched yet in, mentions and the pick-up ledger in the store out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from narratives.at_once import Order, batch_of, deciding
from narratives.encoder import Encoders
from narratives.lag_rows import lead_rows, quantile_rows, step_rows
from narratives.lag_statistics import lag_curves
from narratives.leading import find_leads
from narratives.ledgers import ledger_of, watching
from narratives.reusing import ReuseReport, find_reuse
from store.database import Database
from store.derived import matched_through, replace_mentions, replace_narratives
from store.fingerprints import phrases_seen
from store.lags import replace_lags
from store.ledger import replace_pickups
from store.model import Narrative, Pickup
from store.observed import count_texts, item_texts

BATCH = 2_000
READ = 100_000  # versions held in memory at a time: a million would be two gigabytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """What a run did: versions read, and pairs of item and narrative by decision (`yes`, `review`, near `no`)."""

    versions: int
    decisions: dict[str, int]
    pickups: int
    reuse: ReuseReport


def match_new(
    database: Database, narratives: Sequence[Narrative], encoders: Encoders, *, progress: Callable[[int, int], None]
) -> MatchReport:
    """Match every version that a narrative has not seen under its present definition; then rebuild the ledger.

    `progress` is told versions done and versions in all. Raises EncoderError, StoreError.
    """
    replace_narratives(database, narratives)
    through = matched_through(database)
    by_start: dict[int, list[Narrative]] = defaultdict(list)
    for narrative in narratives:
        by_start[through.get(narrative.narrative_id, 0)].append(narrative)
    decisions: Counter[str] = Counter()
    versions = 0
    for start, group in sorted(by_start.items()):
        read = _match_from(database, Order(group, narratives, encoders), start, progress)
        versions = max(versions, read[0])
        decisions += read[1]
    reuse = find_reuse(database, narratives, progress=progress)
    rows = rebuild_ledgers(database, narratives)
    carrying = sum(row.item_id is not None for row in rows)
    return MatchReport(versions=versions, decisions=dict(decisions), pickups=carrying, reuse=reuse)


def rebuild_ledgers(database: Database, narratives: Sequence[Narrative]) -> list[Pickup]:
    """Write the ledgers of all narratives anew, and the lag statistics that rest on them; return the ledgers' rows."""
    watch = watching(database)
    ledgers = [ledger_of(database, narrative, watch) for narrative in narratives]
    rows = [row for ledger in ledgers for row in ledger.rows]
    curves = [curve for ledger in ledgers for curve in lag_curves(ledger, watch)]
    replace_pickups(database, rows)
    replace_lags(
        database,
        quantiles=[row for curve in curves for row in quantile_rows(curve)],
        steps=[row for curve in curves for row in step_rows(curve)],
        leads=lead_rows(find_leads(ledgers)),
    )
    return rows


def _match_from(
    database: Database, order: Order, start: int, progress: Callable[[int, int], None]
) -> tuple[int, Counter[str]]:
    seen = phrases_seen(database)
    decisions: Counter[str] = Counter()
    done, total = 0, count_texts(database, after_version=start)
    with deciding(order, items=total) as decide:
        while texts := item_texts(database, after_version=start, most=READ):
            batches = [batch_of(texts[at : at + BATCH], seen) for at in range(0, len(texts), BATCH)]
            for number, found in enumerate(decide(batches)):
                part = texts[number * BATCH : (number + 1) * BATCH]
                replace_mentions(
                    database,
                    found,
                    item_ids=[text.item_id for text in batches[number][0]],
                    matched={n.narrative_id: (n.definition_hash, part[-1].version_id) for n in order.narratives},
                )
                decisions.update(mention.decision.value for mention in found)
                done += len(part)
                progress(done, total)
            start = texts[-1].version_id
    return done, decisions
