"""Every kind of source that can be looked back into, by name; and one answer of any of them, to be read."""

from dataclasses import dataclass

from ingest import (
    from_ccnews,
    from_gdelt,
    from_gkg,
    from_mediacloud,
    from_pages,
    from_sitemaps,
    from_telegram,
    from_wayback,
)
from ingest.entry import BrokenFeedError, NotAFeedError
from ingest.looking_back import Answered, Found, Source
from store.model import Outcome

SOURCES: dict[str, Source] = {
    "sitemap": from_sitemaps.SOURCE,
    "wayback": from_wayback.SOURCE,
    "page": from_pages.SOURCE,
    "telegram": from_telegram.SOURCE,
    "gdelt": from_gdelt.SOURCE,
    "gkg": from_gkg.SOURCE,
    "mediacloud": from_mediacloud.SOURCE,
    "ccnews": from_ccnews.SOURCE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """One answer for a reader process."""

    answered: Answered

    def read(self) -> Found:
        """Read it as its task says; what is not in its service's format is a fault, not an error."""
        reader = SOURCES[self.answered.plan.kind].readers[self.answered.ask.task]
        try:
            return reader(self.answered)
        except NotAFeedError as error:
            return Found(fault=Outcome.NOT_A_FEED, error=str(error))
        except BrokenFeedError as error:
            return Found(fault=Outcome.BROKEN, error=str(error))

    def broken(self, why: str) -> Found:
        """Return that there is nothing, and why."""
        return Found(fault=Outcome.BROKEN, error=why)
