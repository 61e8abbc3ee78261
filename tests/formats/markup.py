"""A strict reader of HTML: every element must be closed, every id used once."""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input"}
# What a page may contain: nothing that runs or fetches.
ELEMENTS = set(
    "html head meta title style body a header h1 h2 h3 p time nav ul li main section div table "
    "caption thead tbody tr th td figure figcaption svg text rect".split()
)
ATTRIBUTES = set(
    "lang charset http-equiv content name class href id tabindex role aria-label aria-labelledby "
    "scope colspan datetime viewbox x y width height".split()
)


class Markup(HTMLParser):
    """The page taken apart; a fault is an AssertionError."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        self.headings: list[str] = []
        self.cells: list[str] = []
        self.policy = ""
        self.style = ""
        self.language = ""
        self.feed(page.decode())
        self.close()
        assert self.open == []
        assert len(set(self.ids)) == len(self.ids)
        assert set(self.named) <= set(self.ids)

    def handle_decl(self, decl: str) -> None:
        assert (decl, self.getpos()) == ("doctype html", (1, 0))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        values = {name: value or "" for name, value in attrs}
        assert len(values) == len(attrs), attrs
        assert set(values) <= ATTRIBUTES, attrs
        assert None not in dict(attrs).values(), attrs
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.named += [values["aria-labelledby"]] if "aria-labelledby" in values else []
        if "href" in values:
            assert values["href"].startswith("#")
            self.named.append(values["href"][1:])
        if tag == "th":
            assert values["scope"] in ("col", "row")
        if values.get("http-equiv"):
            self.policy = values["content"]
        self.language = values.get("lang", self.language)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.style += data
        elif "th" in self.open or "td" in self.open:
            self.cells[-1] += data

    def levels(self) -> Iterator[tuple[str, str]]:
        """Each heading with the one before it."""
        yield from zip(["", *self.headings], self.headings, strict=False)
