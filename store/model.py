"""The central types: what every package hands to every other. Frozen, slotted, keyword-only."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What sort of publisher an outlet is; a description with a source, never a verdict."""

    STATE_MEDIA = "state_media"
    DIPLOMATIC = "diplomatic"
    WIRE = "wire"
    NATIONAL = "national"
    REGIONAL = "regional"
    DIGITAL = "digital"
    FACT_CHECKER = "fact_checker"
    US = "us"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a publication time is known."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Where a publication time was read."""

    FEED = "feed"
    PAGE = "page"
    URL = "url"
    TEXT = "text"
    IMPORT = "import"
    INFERRED = "inferred"


class Decision(StrEnum):
    """Whether an item carries a narrative, as far as we can say."""

    YES = "yes"
    REVIEW = "review"
    NO = "no"


class Frame(StrEnum):
    """How an item treats the claim it carries."""

    ORIGIN = "origin"
    ASSERTS = "asserts"
    ATTRIBUTES = "attributes"
    ANALYSIS = "analysis"
    REPORTS_DENIAL = "reports_denial"
    DENIES = "denies"
    FACT_CHECK = "fact_check"


ADOPTING_FRAMES = frozenset({Frame.ORIGIN, Frame.ASSERTS, Frame.ATTRIBUTES})
"""Frames that pass the claim on; a denial, a fact-check or an analysis is a mention but not an adoption."""


class Route(StrEnum):
    """By which text a narrative reached an item."""

    STATE_MEDIA = "state_media"
    EMBASSY = "embassy"
    TASS = "tass"
    EFE = "efe"
    EUROPAPRESS = "europapress"
    OTHER_OUTLET = "other_outlet"
    OWN = "own"
    UNKNOWN = "unknown"


NAMED_TEXTS = frozenset({Route.EMBASSY, Route.TASS, Route.EFE, Route.EUROPAPRESS})
"""Routes that stand for one text each, so that two items of the same route rest on the same words."""


class Relation(StrEnum):
    """How the wordings of two items are related; a pair without a row is independent."""

    SAME_WIRE = "same_wire"  # half of a text or more in common, from a third text or from one nobody can tell
    COPIES = "copies"  # half or more in common, in words that only these two have, or with a credit
    REWRITES = "rewrites"  # less than half in common, but more than two translations of one text would have
    SHARED_QUOTE = "shared_quote"  # in common is what somebody said
    INDEPENDENT = "independent"


class Censoring(StrEnum):
    """What we can say about the time before a first mention, from when we were watching the outlet."""

    UNKNOWN = "unknown"  # no coverage: imported, undated, or never watched
    NONE = "none"  # watched from the start of the story to the first mention
    LEFT = "left"  # not watched when the story began: an earlier mention may have passed unseen
    INTERVAL = "interval"  # watched at the start, but not throughout: unknown from .. to ..
    RIGHT = "right"  # watched throughout, and silent


class TimeFlag(StrEnum):
    """What is odd about the time of an outlet's first mention, or about how we came by it; shown, never hidden."""

    UNDATED = "undated"  # no time stated, or none that can be read
    MONTH = "month"  # known to the month only
    FUTURE = "future"  # stated after we had seen it: bounded by when we saw it
    IMPLAUSIBLE = "implausible"  # stated before its feed can have existed: unused
    MOVED = "moved"  # the outlet later stated another time: the first one counts
    DATED_LATER = "dated_later"  # undated when we saw it first, dated afterwards
    DUPLICATE = "duplicate"  # the outlet carries the same story under another address too
    TWO_FEEDS = "two_feeds"  # several feeds of the outlet show the item
    ZONE_UNKNOWN = "zone_unknown"  # the outlet's time zone is not known: the interval spans all it can be
    IMPORTED = "imported"  # from a file: carries no coverage
    LOOKED_BACK = "looked_back"  # found afterwards in an archive, an index or on its page: carries no coverage
    BETTER_CLOCK = "better_clock"  # its page or another list of the outlet states the time more exactly: that counts
    BOUNDED = "bounded"  # somebody else had seen it by then, so it was out before
    BACKFILLED = "backfilled"  # shown by the very first poll of its feed: older than our watching
    NO_ORIGIN = "no_origin"  # nobody who may have started the narrative is dated: no lag
    JUDGED_ORIGIN = "judged_origin"  # a person said what the origin is


class Outcome(StrEnum):
    """How a try to retrieve something ended; every try is counted under exactly one of these."""

    OK = "ok"
    UNCHANGED = "unchanged"  # 200, with the very body of the last time
    NOT_MODIFIED = "not_modified"  # 304
    GONE = "gone"  # 410
    RATE_LIMITED = "rate_limited"  # 429
    UNAVAILABLE = "unavailable"  # 503
    CLIENT_ERROR = "client_error"  # another 4xx
    SERVER_ERROR = "server_error"  # another 5xx
    REDIRECT_ERROR = "redirect_error"  # a loop, too many hops, or a target that is no address
    TIMEOUT = "timeout"  # the whole request took longer than it may
    TOO_LARGE = "too_large"  # more decoded bytes than a feed may have
    TRUNCATED = "truncated"  # the body ended before its own end
    BAD_ENCODING = "bad_encoding"  # a Content-Encoding that is unknown or corrupt
    DNS_ERROR = "dns_error"
    CONNECT_ERROR = "connect_error"
    TLS_ERROR = "tls_error"
    PROTOCOL_ERROR = "protocol_error"  # what came was not HTTP
    REFUSED_ADDRESS = "refused_address"  # a private range, before or after a redirect
    ROBOTS = "robots"  # the host's robots.txt asks us to stay away
    NOT_A_FEED = "not_a_feed"  # a page, a challenge, an empty body
    BROKEN = "broken"  # a feed of which no entry could be read


class Meaning(StrEnum):
    """What a reading of a time says about an item."""

    STATED = "stated"  # the outlet says that it published then
    GUESSED = "guessed"  # an index says that the outlet did
    OUT_BY = "out_by"  # somebody had seen it by then; since when it was out nobody knows


class LinkKind(StrEnum):
    """How an item points somewhere."""

    LINK = "link"
    CITATION = "citation"  # to another outlet that we know
    FURTHER = "further"  # recommended for further reading: no source of what is said
    FORWARD = "forward"  # the post is somebody else's, passed on
    CANONICAL = "canonical"  # the page names this as its own address
    ARCHIVE = "archive"  # a copy kept elsewhere
    EDITED = "edited"  # the post says that it was edited
    RECORDED = "recorded"  # who wrote the post down for us by hand
    CLAIM_REVIEW = "claim_review"  # the page marks itself as a review of a claim that stood there


SEEN = frozenset({Outcome.OK, Outcome.UNCHANGED, Outcome.NOT_MODIFIED})
"""Outcomes after which we know what the feed showed at that moment: what coverage is made of."""


EVER = datetime(1900, 1, 1, tzinfo=UTC)
"""The lower end of an interval that is bounded above only: the event was out by then, nobody knows since when."""
PLAUSIBLE_FROM = datetime(1990, 1, 1, tzinfo=UTC)
"""No feed is older; a stated time before is a mistake (1970 and 1246 have been seen)."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""By which an outlet's clock may be ahead of ours without being wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A span of time, both ends aware, in UTC and included, to the second; a known instant has equal ends."""

    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        if self.earliest.tzinfo is None or self.latest.tzinfo is None:
            raise ValueError(f"naive time in an interval: {self.earliest} .. {self.latest}")
        if self.latest < self.earliest:
            raise ValueError(f"an interval ends before it begins: {self.earliest} .. {self.latest}")

    @property
    def open(self) -> bool:
        """Whether only the upper end is known."""
        return self.earliest <= EVER

    def overlaps(self, other: "Interval") -> bool:
        """Tell whether the two share an instant, so that their order is not decided."""
        return self.earliest <= other.latest and other.earliest <= self.latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes. `zones` are the IANA zones its dates can mean: one when known, several when not."""

    outlet_id: str
    name: str
    kind: Kind
    country: str  # ISO 3166 alpha-2, or "unknown"
    zones: tuple[str, ...]
    zone_basis: str  # registry, country or unknown
    label_source: str  # what the labels above rest on
    domains: tuple[str, ...] = ()
    city: str | None = None
    language: str | None = None
    home: str | None = None
    owner: str | None = None
    url_keep: tuple[str, ...] | None = None  # the only query parameters that name a page; None: not known
    url_drop: tuple[str, ...] = ()  # query parameters that name none, besides the usual ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One address where an outlet's newest items can be read."""

    feed_id: str
    outlet_id: str
    url: str
    kind: str
    status: str  # confirmed, unconfirmed or dead
    source: str
    note: str | None = None
    since: date | None = None  # nothing in it can be of an earlier day


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One try to retrieve something, failed or not; tries are what coverage is made of."""

    fetch_id: str
    source: str  # feed, robots, import
    address: str  # the URL asked for, or the imported file's name
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    body_sha256: str | None = None
    body_bytes: int | None = None  # decoded
    feed_id: str | None = None
    error: str | None = None
    status: int | None = None  # HTTP status of the last answer
    final_url: str | None = None  # where redirects led, if anywhere
    headers: tuple[tuple[str, str], ...] = ()  # of the last answer, to the letter and in order
    received_bytes: int | None = None  # of the body as it came, before decoding
    entries: int | None = None  # in the body, bad ones included
    bad_entries: int | None = None  # of these, how many could not be read
    new_items: int | None = None
    changed_items: int | None = None  # known items with new words or a new date
    overrun: bool | None = None  # True: what the last poll showed is gone, so something may have passed unseen
    previous_seen_at: datetime | None = None  # the last try before this one that showed us the feed


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTime:
    """What an outlet says about when it published: never merged with when we saw it."""

    raw: str | None
    interval: Interval | None  # None: unknown
    precision: Precision
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeReading:
    """What somebody says about when an item was out; it stands beside the item's own time and never replaces it."""

    item_id: str
    source: str  # kind of source: page, sitemap, wayback, ...
    meaning: Meaning
    basis: Basis
    interval: Interval  # open below for OUT_BY
    precision: Precision
    seen_at: datetime
    fetch_id: str
    raw: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLink:
    """Where an item points."""

    item_id: str
    kind: LinkKind
    target: str
    seen_at: datetime
    fetch_id: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One publication of one outlet, cleaned, as one retrieval showed it."""

    item_id: str
    outlet_id: str
    url: str
    canonical_url: str
    title: str
    summary: str | None
    text: str | None
    language: str | None  # ISO 639-1
    published: PublishedTime
    first_seen_at: datetime
    fetch_id: str
    guid: str | None = None
    author: str | None = None
    language_plain: bool = True  # False: `language` is only stated, and a classifier may know better
    feed_id: str | None = None  # the feed that showed it first; None for an import
    absent_at: datetime | None = None  # the feed's last good poll before that, in which it was not yet there
    source: str | None = None  # the kind of source that showed it first, where that is neither a feed nor a file


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """What the matcher may see of an item: its words and where it stands, and no label."""

    item_id: str
    version_id: int
    outlet_id: str
    outlet_name: str
    outlet_kind: Kind
    language: str | None
    title: str
    summary: str | None
    text: str | None
    url: str
    published: Interval | None  # None: unknown
    seen_at: datetime
    claim_review: bool = False  # its page has ClaimReview markup of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A near-miss that must not count: described in sentences, and by the id of its own narrative if it has one."""

    label: str
    descriptions: tuple[str, ...]
    narrative_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page that the narrative file rests on."""

    title: str
    url: str
    kind: str  # source or fact_check


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRule:
    """Which outlets may have started the narrative."""

    outlets: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An item text that a person decided on."""

    text: str
    carries: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What a narrative has learnt from texts that people decided on."""

    carrying: tuple[str, ...]  # title and summary of those that carry it: further wordings of the claim
    other: int  # how many of them do not
    bar: float  # added to the log-odds of every item: people say yes more (or less) often than the matcher would


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """What to look for: a checkable claim, its wordings, and what it is not."""

    narrative_id: str
    titles: dict[str, str]  # by language: es and en
    short_names: dict[str, str]  # by language, at most 28 characters, for chart labels
    claims: dict[str, str]  # by language: es, en, ru
    concepts: dict[str, tuple[tuple[str, ...], ...]]  # by language: AND of OR-groups of patterns
    neighbours: tuple[Neighbour, ...]
    accused: tuple[str, ...]
    origin: OriginRule
    sources: tuple[Source, ...]
    wordings: tuple[str, ...] = ()  # other ways the claim is put, any language
    exclude: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by language: patterns that rule it out
    examples: tuple[Example, ...] = ()
    tracers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by route: phrases that betray that text
    labels: tuple[str, ...] = ()  # names under which labelled files know it, for evaluation only
    since: datetime | None = None
    until: datetime | None = None
    note: str | None = None
    learnt: Learnt | None = None  # from examples and judgements; not from the file
    definition_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of an item's text, [start, end) in characters of the named field."""

    field: str  # title, summary or text
    start: int
    end: int
    text: str
    why: str  # concept group, claim similarity, frame cue or route cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An item carries a narrative (or nearly): never a bare score, always with method and evidence."""

    item_id: str
    narrative_id: str
    decision: Decision
    probability: float  # 0 to 1
    method: str
    frame: Frame | None  # None: undecided
    frame_cue: str | None
    route: Route
    route_cue: str | None
    passages: tuple[Passage, ...]
    neighbour: str | None  # the neighbour considered, if one was near
    similarity: float  # cosine of the item's nearest part and the claim's nearest wording, -1 to 1
    definition_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDate:
    """Another time that an outlet stated for an item later."""

    seen_at: datetime
    published: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One item that carries one narrative, with its outlet's facts: what the pick-up ledger is made from."""

    item_id: str
    outlet_id: str
    outlet: str
    country: str
    kind: Kind
    url: str
    published: Interval | None
    precision: Precision
    basis: Basis
    first_seen_at: datetime
    frame: Frame | None
    route: Route
    decision: Decision
    judged: bool
    absent_at: datetime | None = None  # the feed's last good poll before, in which it was not yet there
    imported: bool = False  # from a file or a source that is no feed: nothing that we watched showed it
    looked_back: bool = False  # of these, found in an archive, an index or on its page
    readings: tuple[TimeReading, ...] = ()  # what else is said about when it was out, by seen_at
    published_raw: str | None = None
    moved: tuple[MovedDate, ...] = ()  # later statements, by seen_at
    zone_basis: str = "registry"
    plausible_from: datetime = PLAUSIBLE_FROM
    same_story_as: str | None = None  # an item of the outlet with the same headline, seen earlier
    feeds: int = 1  # how many feeds of the outlet are known to show it
    route_cue: str | None = None
    links: tuple[ItemLink, ...] = ()  # where it points, forwards included, by kind and target


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedText:
    """Two items that share wording, as far as naming a source needs it."""

    earlier_item_id: str  # as far as the clocks can tell
    later_item_id: str
    containment: float  # share of the later text that the earlier one has too, 0 to 1
    shared_words: int
    directed: bool = False  # the later one credits the earlier
    common: bool = False  # both may have it from a third text, so that the clocks alone show no direction
    exclusive: bool = False  # some of it no third outlet has


@dataclass(frozen=True, slots=True, kw_only=True)
class Via:
    """An earlier text that an item can have come from, with what speaks for it."""

    item_id: str
    outlet: str
    url: str
    score: float  # 0 to 1: how strong the evidence is; not a probability
    evidence: str
    decided: bool  # False: the order of the two is not decided, so it can be the other way round


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginJudgement:
    """A person's decision about what started a narrative; all three None: the rule decides again."""

    narrative_id: str
    item_id: str | None
    outlet_id: str | None
    when: Interval | None
    judged_by: str
    judged_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """One outlet's first mention of one narrative, and its first adoption, each an interval.

    A row of role `silent` is an outlet that was watched and did not carry it: no item, no time, and a lag that is at
    least `lag_min_h` (None: not even that is known) and has no upper end.
    """

    narrative_id: str
    outlet_id: str
    outlet: str
    country: str
    role: str  # origin, pick-up, silent
    item_id: str | None
    url: str | None
    first: Interval | None
    adopted: Interval | None
    precision: Precision
    basis: Basis
    lag_min_h: float | None
    lag_max_h: float | None
    before_origin: bool
    frame: Frame | None
    route: Route
    via_item_id: str | None
    order_certain: bool
    censored: Censoring
    items: int
    flags: tuple[TimeFlag, ...] = ()
    seen_after: datetime | None = None  # our clock: the last good poll in which the item was not yet there
    seen_at: datetime | None = None  # our clock: when we first saw it
    adopted_item_id: str | None = None
    adopted_lag_min_h: float | None = None
    adopted_lag_max_h: float | None = None
    moved_to: Interval | None = None  # the last other time that the outlet stated for the item
    unknown_from: datetime | None = None  # an earlier mention can have passed unseen between these two
    unknown_to: datetime | None = None
    watched_until: datetime | None = None  # up to when the outlet is known to have been watched
    origins: int = 0  # how many outlets can have been the origin; 1: decided, 0: none is known
    place_min: int | None = None  # its place in the order of outlets is between these two, 1 the first
    place_max: int | None = None
    via: tuple[Via, ...] = ()  # what it can have come from, strongest first
    judged: bool = False  # a person decided that it carries the narrative
    waking_lag_min_h: float | None = None  # like the lag, of hours between 06:00 and midnight at the outlet
    waking_lag_max_h: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """Two items that share wording: how much of each, whose words they are, and what that allows us to say."""

    earlier_item_id: str  # as far as the clocks can tell
    later_item_id: str
    relation: Relation
    shared_words: int  # words of the later text in blocks of 8 or more that the earlier has too
    containment: float  # the same as a share of the later text, 0 to 1
    containment_earlier: float
    containment_5: float  # distinct 5-word grams of the shorter text that the other has too, 0 to 1
    outside_quotes: float | None  # the larger share without quoted words; None: quotes not known
    rare_grams: int | None  # None: too little to compare with
    exclusive_grams: int  # shared 8-word grams that no third outlet has
    common_source: Route | None
    credited: bool
    order_certain: bool
    directed: bool
    rule: str
    passages: tuple[Passage, ...] = ()  # in the later text


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A person's decision about one item and one narrative; it outranks the matcher."""

    item_id: str
    narrative_id: str
    decision: Decision
    frame: Frame | None
    route: Route | None
    judged_by: str
    judged_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a person remarked on an item and a narrative without deciding anything."""

    item_id: str
    narrative_id: str
    judged_by: str
    judged_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A person takes back what they themselves said last about an item and a narrative."""

    item_id: str
    narrative_id: str
    judged_by: str
    judged_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldLabel:
    """One reader's label of one item, kept apart from everything the matcher sees."""

    item_id: str
    case_id: str | None
    narrative: str
    frame: str | None
    route: str | None
    cites: str | None
    source_file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What polling knows of one feed between two polls; made anew by each poll, never merged with what was seen."""

    feed_id: str
    url: str  # the address asked now: the registry's, or where it has moved for good
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    tried_at: datetime | None = None
    seen_at: datetime | None = None
    full_at: datetime | None = None
    new_at: datetime | None = None
    outcome: Outcome | None = None
    error: str | None = None
    failures: int = 0
    due_at: datetime | None = None
    resting: bool = False  # True: not to be asked before due_at
    period_s: float = 0.0  # 0: never polled
    window_s: float | None = None
    rate_h: float | None = None
    newest: tuple[str, ...] = ()
    watched_since: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_sightings: int = 0
    gone_at: datetime | None = None
    unconditional: bool = False
    stamps: str = "{}"  # JSON: counts from which the stamp class is learnt


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """How far a feed's dates can be believed, as learnt from its polls."""

    feed_id: str
    stamp_class: str  # exact, minute, updated, stale or batch
    learnt_at: datetime
    items: int
    share: float  # of the items, or of the polls for batch
    reach_h: float  # hours by which a date can be late when no earlier poll bounds it
    slack_h: float = (
        0.0  # batch: hours by which its instant lay before a poll, at most: so long an item can wait for it
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageSpan:
    """A stretch of time in which a feed was watched without a gap, or one in which something may have passed."""

    feed_id: str
    outlet_id: str
    started_at: datetime
    ended_at: datetime
    watched: bool
    reason: str | None = None  # overrun or failing
