"""Every type of page there is, by name: where it is, and how it answers when not with 200.

``READER`` is in English; ``READERS`` holds those and, in every other language of the interface, one of each kind.
``SECOND`` holds those of the second story that look most unlike the first's, in English and in its translation."""

LANGUAGES = ("", "/ar", "/he")  # what stands before the addresses of each language of the interface

STORY = "/gaza-ceasefire"
READER = {
    "home": "/",
    "about": "/about/",
    "data": "/data/",
    "publisher": "/publisher/",
    "overview": f"{STORY}/",
    "overview in 30 seconds": f"{STORY}/?depth=short",
    "overview, whole": f"{STORY}/?depth=whole",
    "marked": f"{STORY}/?depth=whole&since=1",
    "marked statements": f"{STORY}/statements/?since=1",
    "timeline": f"{STORY}/timeline/",
    "timeline, filtered": f"{STORY}/timeline/side/israel/?show=statements&order=newest",
    "timeline, empty": f"{STORY}/timeline/side/qatar/?show=statements",
    "timeline, events left out": f"{STORY}/timeline/wording/direct/",
    "timeline, a month": f"{STORY}/timeline/month/2024-08/",
    "timeline, in lanes": f"{STORY}/timeline/?lanes=side",
    "phases": f"{STORY}/phases/",
    "phase": f"{STORY}/phases/1/",
    "statements": f"{STORY}/statements/",
    "statements, filtered": f"{STORY}/statements/?side=israel&wording=paraphrase",
    "statements, of one actor": f"{STORY}/statements/actor/benjamin-netanyahu/",
    "statements, of no date": f"{STORY}/statements/month/none/",
    "direct quote": f"{STORY}/statements/netanyahu-partial-deal/",
    "partial quote": f"{STORY}/statements/baruch-promise/",
    "paraphrase": f"{STORY}/statements/biden-asks-for-flexibility/",
    "statement without a name": f"{STORY}/statements/source-near-hopeless/",
    "event": f"{STORY}/events/cairo-summit/",
    "event, happened": f"{STORY}/events/doha-round/",
    "actors": f"{STORY}/actors/",
    "person": f"{STORY}/actors/benjamin-netanyahu/",
    "side": f"{STORY}/actors/israel/",
    "side without a word": f"{STORY}/actors/qatar/",
    "actor without a name": f"{STORY}/actors/senior-american-official-cnn-2024-08-23/",
    "issues": f"{STORY}/issues/",
    "issue": f"{STORY}/issues/philadelphi-corridor/",
    "texts": f"{STORY}/texts/",
    "text": f"{STORY}/texts/framework-31-may/",
    "two texts": f"{STORY}/texts/?texts=framework-31-may,agreement-under-discussion",
    "positions": f"{STORY}/positions/",
    "two sides": f"{STORY}/positions/?actors=hamas,israel",
    "positions, known by a date": f"{STORY}/positions/?known_by=2024-08-22",
    "statements, known by a date": f"{STORY}/statements/?known_by=2024-08-23",
    "one exchange": f"{STORY}/timeline/?exchange=source-near-hopeless",
    "search": "/search/?q=corridor",
    "search without a word": "/search/",
    "search without a result": "/search/?q=natanyahu",
    "search in a story": f"{STORY}/search/?q=ceasefire",
    "corrections": "/corrections/",
    "open questions": f"{STORY}/open-questions/",
    "sources": f"{STORY}/sources/",
    "glossary": f"{STORY}/glossary/",
    "balance": f"{STORY}/balance/",
    "changes": f"{STORY}/changes/",
    "changes since": f"{STORY}/changes/?since=1",
    "two editions compared": f"{STORY}/editions/1/compare/3/",
    "a day before the first edition": f"{STORY}/on/2023-01-01/",
    "editions": f"{STORY}/editions/",
    "how to cite": f"{STORY}/cite/",
    "how to cite an older edition": f"{STORY}/editions/1/cite/",
    "history of a statement": f"{STORY}/statements/netanyahu-partial-deal/history/",
    "history of an issue": f"{STORY}/issues/philadelphi-corridor/history/",
    "older edition": f"{STORY}/editions/1/",
    "older statement": f"{STORY}/editions/1/statements/diplomat-plan-submitted/",
    "older changes": f"{STORY}/editions/1/changes/",
    "this edition": f"{STORY}/editions/3/timeline/",
    "not found": f"{STORY}/statements/no-such-statement/",
    "edition withdrawn": f"{STORY}/editions/2/",
    "statement retired": f"{STORY}/statements/diplomat-plan-submitted/",
}
OTHER = "/artemis"
SECOND = {
    f"{name} of the second story{language.replace('/', ', in ')}": f"{language}{OTHER}/{page}"
    for language in ("", "/ar")
    for name, page in {
        "overview, whole,": "?depth=whole",
        "timeline": "timeline/",
        "phases": "phases/",
        "phase": "phases/2/",
        "positions": "positions/",
        "actors": "actors/",
        "texts": "texts/",
        "text": "texts/gao-recommendation-2024/",
    }.items()
}
STAFF = {
    "preview": f"/preview{STORY}/",
    "preview of a statement": f"/preview{STORY}/statements/netanyahu-partial-deal/",
    "preview of changes": f"/preview{STORY}/changes/",
}
ERRORS = {"not found": 404, "a day before the first edition": 404, "edition withdrawn": 410, "statement retired": 410}
ABROAD = (
    "home", "about", "overview", "timeline", "phases", "statements", "direct quote", "partial quote", "event",
    "person", "issue",
    "text", "two texts", "positions", "two sides", "search", "sources", "glossary",
    "balance", "changes since", "older edition", "not found",
    "edition withdrawn",
)  # fmt: skip
FEW = ("overview", "timeline", "statements", "direct quote", "positions", "about")
PAGES = [(language, name) for language in LANGUAGES for name in (ABROAD if language else READER)]
READERS = {f"{name}{language.replace('/', ', in ')}": language + READER[name] for language, name in PAGES}
ALL = READERS | SECOND | STAFF
# What takes long is done in English and, in another language, on the pages that differ most.
LONG = {
    name: address for name, address in READERS.items() if address == READER.get(name) or name.split(", in")[0] in FEW
}
STATUS = {language + READER[name]: status for language in LANGUAGES for name, status in ERRORS.items()}
