"""HTML pages: a body to the byte, the markup, charts, and the rows that are left out."""

import base64
import hashlib
import io
import re
from datetime import UTC, datetime

import pytest

from mfa_audit import data
from mfa_audit.formats.html_file import HtmlWriter
from mfa_audit.reports.language import Language, phrases, words_of
from mfa_audit.reports.tables import (
    Cell,
    Chart,
    Check,
    Closing,
    Heading,
    Kind,
    Page,
    Phrases,
    Section,
    Share,
    Table,
    Value,
)
from tests.formats.markup import Markup

HEADINGS = [
    Heading("userPrincipalName", "UserPrincipalName", Kind.TEXT, 38),
    Heading("signIns", "Sign-ins", Kind.NUMBER, 12),
    Heading("createdDateTime", "Created (UTC)", Kind.TIME, 19),
]
MOMENT = datetime(2021, 3, 15, 8, 30, tzinfo=UTC)
ROWS: list[list[Value]] = [
    ["ada@contoso.example", 1234, MOMENT],
    ["<b>&amp;\x00", None, None],
    ["bo@contoso.example", 0, datetime(9999, 12, 31, 23, 59, tzinfo=UTC)],
]
CHECK = Check(2, 2, "adds up", "DOES NOT ADD UP")
FIGURES: list[tuple[Cell, ...]] = [
    ("Registered", 3000, Share(0.75), True),
    ("Not registered & so on, at some length", 1000, Share(0.25), False),
    ("Listed", 4000, None, None),
    ("Check", CHECK, None, None),
]
HEADERS = ("Figure", "Accounts", "Share", "Whole")
SECTION = Section("Figures", HEADERS, FIGURES, Chart("By registration", 0, 2))
TITLE = "MFA registration of <Contoso>"
CLOSING = Closing(
    run={},
    gaps=[],
    title=TITLE,
    front=[Page("Summary", TITLE, ("Complete.",), [SECTION], (30, 10, 10, 60))],
    back=[Table("Gone", "Gone", HEADINGS[:1], [])],
    made=MOMENT,
)
BODY = """\
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>MFA registration of &lt;Contoso&gt;</h1>
<p><time datetime="2021-03-15T08:30:00Z">2021-03-15 08:30:00</time> UTC</p>
</header>
<nav aria-label="Contents">
<ul>
<li><a href="#s1">Summary</a></li>
<li><a href="#s2">Accounts</a></li>
<li><a href="#s3">Gone</a></li>
</ul>
</nav>
<main id="content" tabindex="-1">
<section aria-labelledby="s1">
<h2 id="s1" tabindex="-1">Summary</h2>
<p>Complete.</p>
<div class="part charted">
<div>
<table>
<caption><h3>Figures</h3></caption>
<thead>
<tr>
<th scope="col">Figure</th>
<th scope="col" class="number">Accounts</th>
<th scope="col" class="number">Share</th>
<th scope="col">Whole</th>
</tr>
</thead>
<tbody>
<tr>
<th scope="row">Registered</th>
<td class="number">3,000</td>
<td class="number">75.0%</td>
<td>yes</td>
</tr>
<tr>
<th scope="row">Not registered &amp; so on, at some length</th>
<td class="number">1,000</td>
<td class="number">25.0%</td>
<td>no</td>
</tr>
<tr>
<th scope="row">Listed</th>
<td class="number">4,000</td>
<td></td>
<td></td>
</tr>
<tr>
<th scope="row">Check</th>
<td class="check">adds up</td>
<td></td>
<td></td>
</tr>
</tbody>
</table>
</div>
<figure>
<figcaption id="s1-1-chart">By registration</figcaption>
<svg role="img" aria-labelledby="s1-1-chart" viewBox="0 0 640 60">
<text class="label" x="290" y="18">Registered</text>
<rect x="298" y="4" width="270" height="18"></rect>
<text x="574" y="18">3,000</text>
<text class="label" x="290" y="46">Not registered &amp; so on, at some l…</text>
<rect x="298" y="32" width="90" height="18"></rect>
<text x="394" y="46">1,000</text>
</svg>
</figure>
</div>
</section>
<section aria-labelledby="s2">
<h2 id="s2" tabindex="-1">Accounts</h2>
<div class="part">
<div class="wide" role="region" tabindex="0" aria-labelledby="s2">
<table>
<caption class="unseen">Accounts</caption>
<thead>
<tr>
<th scope="col" class="roomy">UserPrincipalName</th>
<th scope="col" class="number">Sign-ins</th>
<th scope="col">Created (UTC)</th>
</tr>
</thead>
<tbody>
<tr>
<th scope="row">ada@contoso.example</th>
<td class="number">1,234</td>
<td class="time"><time datetime="2021-03-15T08:30:00Z">2021-03-15 08:30:00</time></td>
</tr>
<tr>
<th scope="row">&lt;b&gt;&amp;amp;</th>
<td></td>
<td></td>
</tr>
<tr>
<th scope="row">bo@contoso.example</th>
<td class="number">0</td>
<td class="time"><time datetime="9999-12-31T23:59:00Z">9999-12-31 23:59:00</time></td>
</tr>
</tbody>
</table>
</div>
</div>
</section>
<section aria-labelledby="s3">
<h2 id="s3" tabindex="-1">Gone</h2>
<div class="part">
<div class="wide" role="region" tabindex="0" aria-labelledby="s3">
<table>
<caption class="unseen">Gone</caption>
<thead>
<tr>
<th scope="col" class="roomy">UserPrincipalName</th>
</tr>
</thead>
<tbody>
<tr><td colspan="1">No rows.</td></tr>
</tbody>
</table>
</div>
</div>
</section>
</main>
</body>
</html>
"""


def page(
    closing: Closing = CLOSING,
    language: Language = Language.ENGLISH,
    rows: list[list[Value]] = ROWS,
    most_rows: int = 2_000,
) -> bytes:
    """The page of these."""
    stream = io.BytesIO()
    say = phrases(words_of(language), language)
    table = HtmlWriter(stream, [Table("Accounts", "Accounts", HEADINGS)], say, most_rows)
    table.write(rows[:1])
    table.write(rows[1:])
    table.close(closing)
    return stream.getvalue()


def beginning_with(*sections: Section) -> Closing:
    """The closing of a page that begins with these sections."""
    return CLOSING._replace(front=[Page("A", "B", (), sections, (1, 1))])


def test_the_body_to_the_byte() -> None:
    text = page().decode()
    assert text[text.index("<body>") :] == BODY


def test_every_element_is_closed_and_every_link_has_its_target() -> None:
    markup = Markup(page())
    assert markup.language == "en"
    assert markup.headings == ["h1", "h2", "h3", "h2", "h2"]


def test_the_policy_allows_the_one_style_and_nothing_else() -> None:
    markup = Markup(page())
    digest = base64.b64encode(hashlib.sha256(markup.style.encode()).digest()).decode()
    assert markup.style.strip() == data.text("page.css").strip()
    assert markup.policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not [word for word in ("url(", "@import", "http") if word in data.text("page.css")]


def test_a_large_table_names_the_rows_that_are_left_out() -> None:
    rows: list[list[Value]] = [[f"{n}@contoso.example", n, None] for n in range(1_500)]
    text = page(rows=rows, most_rows=1_200).decode()
    assert "<caption>The first 1,200 of 1,500 rows; other formats have them all.</caption>" in text
    assert text.count('<th scope="row">') == 1_204
    assert '<th scope="row">1199@contoso.example</th>' in text
    assert "1200@contoso.example" not in text


def test_a_table_after_the_rows_is_cut_as_well() -> None:
    rows: list[list[Value]] = [["a@x"], ["b@x"], ["c@x"]]
    closing = CLOSING._replace(back=[Table("Gone", "Gone", HEADINGS[:1], iter(rows))])
    text = page(closing, rows=[], most_rows=2).decode()
    assert "<caption>The first 2 of 3 rows; other formats have them all.</caption>" in text
    assert "c@x" not in text


def test_numbers_are_written_in_the_language_of_the_page() -> None:
    swedish = page(language=Language.SWEDISH).decode()
    dutch = page(language=Language.DUTCH).decode()
    assert '<html lang="sv">' in swedish
    assert '<td class="number">3\u00a0000</td>\n<td class="number">75,0%</td>' in swedish
    assert "<td>ja</td>" in swedish
    assert '<td class="number">3.000</td>\n<td class="number">75,0%</td>' in dutch
    section = Section("Requests", ("Workload", "Waited"), [("reports", 1234.5)])
    closing = beginning_with(section)._replace(made=None)
    text = page(closing, Language.DUTCH).decode()
    assert '<td class="number">1.234,5</td>' in text
    assert "<p>B</p>" in text
    assert "UTC</p>" not in text


def test_numbers_that_do_not_add_up() -> None:
    rows: list[tuple[Cell, ...]] = [("a", 1), ("b", 1), ("all", 3), ("Check", CHECK)]
    text = page(beginning_with(Section("S", ("x", "n"), rows))).decode()
    assert '<td class="check bad">DOES NOT ADD UP</td>' in text


def test_lines_have_gaps_where_numbers_are_unknown() -> None:
    rows = [("2026-11-07", 120, 0), ("2026-11-14", 150, None), ("2026-11-21", 240, 30)]
    lines = Section("Trend", ("Date", "Registered", "Phone <Only>"), rows, Chart("Lines", 0, 3, 2))
    text = page(beginning_with(lines)).decode()
    chart = text[text.index("<svg") : text.index("</svg>")].split("\n")[:-1]
    assert chart == [
        '<svg role="img" aria-labelledby="s1-1-chart" viewBox="0 0 640 312">',
        '<line class="grid" x1="60" y1="224" x2="600" y2="224"></line>',
        '<text class="label" x="52" y="229">0</text>',
        '<line class="grid" x1="60" y1="182" x2="600" y2="182"></line>',
        '<text class="label" x="52" y="187">50</text>',
        '<line class="grid" x1="60" y1="140" x2="600" y2="140"></line>',
        '<text class="label" x="52" y="145">100</text>',
        '<line class="grid" x1="60" y1="98" x2="600" y2="98"></line>',
        '<text class="label" x="52" y="103">150</text>',
        '<line class="grid" x1="60" y1="56" x2="600" y2="56"></line>',
        '<text class="label" x="52" y="61">200</text>',
        '<line class="grid" x1="60" y1="14" x2="600" y2="14"></line>',
        '<text class="label" x="52" y="19">250</text>',
        '<text class="date" x="60" y="250">2026-11-07</text>',
        '<text class="date" x="330" y="250">2026-11-14</text>',
        '<text class="date" x="600" y="250">2026-11-21</text>',
        '<g class="line0">',
        '<polyline points="60,123 330,98 600,22"></polyline>',
        '<circle cx="60" cy="123" r="4"></circle>',
        '<circle cx="330" cy="98" r="4"></circle>',
        '<circle cx="600" cy="22" r="4"></circle>',
        '<line x1="60" y1="271" x2="100" y2="271"></line>',
        '<text x="110" y="276">Registered</text>',
        "</g>",
        '<g class="line1">',
        '<polyline points="60,224"></polyline>',
        '<polyline points="600,199"></polyline>',
        '<circle cx="60" cy="224" r="4"></circle>',
        '<circle cx="600" cy="199" r="4"></circle>',
        '<line x1="60" y1="295" x2="100" y2="295"></line>',
        '<text x="110" y="300">Phone &lt;Only&gt;</text>',
        "</g>",
    ]


@pytest.mark.parametrize(
    ("number", "days", "dates", "sides"),
    [
        (None, 1, ["01"], ["0", "1"]),
        (7, 7, ["01", "03", "05", "07"], ["0", "2", "4", "6", "8"]),
        (
            1_100_000,
            12,
            ["01", "03", "05", "07", "09", "11"],
            ["0", "500,000", "1,000,000", "1,500,000"],
        ),
    ],
)
def test_numbers_at_the_side_and_dates_below(
    number: int | None, days: int, dates: list[str], sides: list[str]
) -> None:
    rows = [(f"{day:02d}", number) for day in range(1, days + 1)]
    lines = Section("Trend", ("Date", "n"), rows, Chart("Lines", 0, days, 1))
    text = page(beginning_with(lines)).decode()
    assert re.findall(r'class="date"[^>]*>([^<]*)<', text) == dates
    assert re.findall(r'class="label"[^>]*>([^<]*)<', text) == sides


def test_a_section_without_rows_and_a_chart_of_nothing() -> None:
    empty = Section("Empty", ("x", "n"), [])
    bars = Section("Nothing", ("x", "n"), [("a", 0), ("b", "not known")], Chart("Bars", 0, 2))
    text = page(beginning_with(empty, bars)).decode()
    Markup(text.encode())
    assert text.count('width="0"') == 2
    assert '<tr><td colspan="2">No rows.</td></tr>' in text


def test_an_abandoned_page_writes_nothing() -> None:
    stream = io.BytesIO()
    HtmlWriter(stream, [Table("A", "A", HEADINGS)], Phrases()).abandon()
    assert stream.getvalue() == b""


@pytest.mark.parametrize(
    "moment", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]
)
def test_any_time_can_be_written(moment: datetime) -> None:
    Markup(page(rows=[["a@x", 1, moment]]))
