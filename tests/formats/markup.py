"""A reader of HTML that takes nothing for granted: every element closed, every id once."""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input"}
# What a page may hold, and nothing that runs or fetches.
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
        given = dict(attrs)
        assert len(given) == len(attrs), attrs
        assert set(given) <= ATTRIBUTES, attrs
        assert None not in given.values(), attrs
        if tag not in VOID:
            self.open.append(tag)
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.named += [found["aria-labelledby"]] if "aria-labelledby" in found else []
        if "href" in found:
            assert found["href"].startswith("#")
            self.named.append(found["href"][1:])
        if tag == "th":
            assert found["scope"] in ("col", "row")
        if found.get("http-equiv"):
            self.policy = found["content"]
        self.language = found.get("lang", self.language)
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
