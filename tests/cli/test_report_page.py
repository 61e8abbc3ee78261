"""Whole pages of `report`, of the demo tenant in every language and of hostile names: taken apart
here, and opened in Chromium, which must not send a request."""

import hashlib
import html
import re
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from mfa_audit.formats.csv_file import Dialect
from mfa_audit.formats.writer import Format
from tests.cli.program import call
from tests.cli.test_report_workbook import HOSTILE, hostile, made
from tests.formats.markup import Markup

LANGUAGES = {"en": "Summary", "sv": "Sammanfattning", "nl": "Samenvatting"}


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_page_of_the_demo_tenant(language: str) -> None:
    done = call("report", "--demo", "--lang", language, "-o", "r.html")
    assert done.exit_code == 3
    assert done.stderr.endswith("r.html (250 accounts)\n")
    page = Path("r.html").read_bytes()
    markup = Markup(page)
    assert markup.language == language
    assert markup.headings[:3] == ["h1", "h2", "h3"]
    assert all(before or after == "h1" for before, after in markup.levels())
    assert f'<h2 id="s1" tabindex="-1">{LANGUAGES[language]}</h2>' in page.decode()
    assert len(re.findall("<h2 ", page.decode())) == 7
    assert page.decode().count('class="check"') == 3
    assert b"check bad" not in page
    assert "佐藤 花子" in markup.cells


def test_the_columns_of_a_page_fit_on_it_unless_others_are_named() -> None:
    call("report", "--demo", "-o", "r.html")
    text = Path("r.html").read_text(encoding="utf-8")
    assert "MFA Status</th>" in text
    assert "System-Preferred On</th>" not in text
    call("report", "--demo", "-o", "r.html", "--columns", "full")
    assert "System-Preferred On</th>" in Path("r.html").read_text(encoding="utf-8")


def test_a_list_is_a_page_as_well() -> None:
    done = call("unregistered", "--demo", "-o", "-", "--format", "html")
    markup = Markup(done.stdout_bytes)
    assert "newcomer@contoso.example" in markup.cells
    assert "Registered for MFA" in markup.cells


def test_the_hash_on_a_page_is_that_of_the_csv() -> None:
    call("report", "--demo", "-o", "r.html", "--columns", "classic")
    pattern = "SHA-256 of the rows of Accounts: ([0-9a-f]{64})<"
    (digest,) = re.findall(pattern, Path("r.html").read_text())
    call("report", "--demo", "-o", "r.csv")
    assert digest == hashlib.sha256(Path("r.csv").read_bytes()).hexdigest()


TAGS = [
    "<script>document.title='ran'</script>",
    "</td></tr></table><script>document.title='ran'</script>",
    "</title></style><img src=x onerror=\"document.title='ran'\">",
    "<img src='http://127.0.0.1:{port}/img'>",
    "<link rel=stylesheet href=http://127.0.0.1:{port}/css>",
    *("\"><svg onload=document.title='ran'>", "javascript:document.title='ran'"),
    *("{{ 7 * 7 }}{% raw %}", "<!-- ", "]]>"),
]


def test_nothing_hostile_gets_through_a_page() -> None:
    texts = [*HOSTILE, *TAGS]
    markup = Markup(made(Format.HTML, hostile(texts), Dialect()))
    cells = ("{{ 7 * 7 }}{% raw %}", "<script>document.title='ran'</script>", "=cmd|'/C calc'!A0")
    assert {*cells, "‮evil", "abc", "lone  half"} <= set(markup.cells)


class Listening(NamedTuple):
    """The port of a server, and the paths that a page requested from it."""

    port: int
    paths: list[str]


@pytest.fixture
def listening() -> Iterator[Listening]:
    """A server on 127.0.0.1 that refuses everything."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield Listening(server.server_address[1], paths)
        server.shutdown()
        thread.join()


# With a virtual clock Chromium now and then hangs when it draws, but not when it only loads.
DOM = ("--dump-dom", "--virtual-time-budget=3000")


def browse(file: Path, *arguments: str) -> tuple[str, list[str]]:
    """What Chromium prints of the page, and what it says on its console."""
    done = subprocess.run(
        [
            "chromium",
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
            "--enable-logging=stderr",
            f"--user-data-dir={file.parent / 'chromium'}",
            *arguments,
            file.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        encoding="utf-8",
        errors="replace",
    )
    return done.stdout, re.findall(r"CONSOLE[:(].*", done.stderr)


@pytest.mark.chromium
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_chromium_shows_and_prints_it_without_a_complaint(language: str, tmp_path: Path) -> None:
    call("report", "--demo", "--lang", language, "-o", "r.html")
    page, picture, paper = (tmp_path / name for name in ("r.html", "r.png", "r.pdf"))
    files = (f"--screenshot={picture}", f"--print-to-pdf={paper}")
    assert browse(page, *files, "--window-size=1200,1600")[1] == []
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 50_000  # an empty one has a tenth of it
    assert paper.read_bytes().startswith(b"%PDF-")


@pytest.mark.chromium
def test_chromium_takes_hostile_names_for_text(tmp_path: Path, listening: Listening) -> None:
    tags = [tag.replace("{port}", str(listening.port)) for tag in TAGS]
    page = tmp_path / "r.html"
    page.write_bytes(made(Format.HTML, hostile([*HOSTILE[:-1], *tags]), Dialect()))
    dom, console = browse(page, *DOM)
    assert console == []
    assert listening.paths == []
    assert "<script" not in dom
    assert "<title>MFA-registrering för =cmd|" in dom
    shown = {html.unescape(cell) for cell in re.findall(r"<td>([^<]*)</td>", dom)}
    assert set(tags) <= shown


INJECTED = (
    "<script>document.title='ran'</script><img src='http://127.0.0.1:{port}/img'>"
    "<iframe src='http://127.0.0.1:{port}/frame'></iframe>"
    "<style>@import url('http://127.0.0.1:{port}/css');</style>"
)


@pytest.mark.chromium
def test_the_policy_protects_a_page_with_injected_tags(
    tmp_path: Path, listening: Listening
) -> None:
    call("registered", "--demo", "-o", "r.html")
    text = Path("r.html").read_text(encoding="utf-8")
    text = text.replace("</main>", INJECTED.replace("{port}", str(listening.port)) + "</main>")
    page = tmp_path / "guarded.html"
    page.write_text(text, encoding="utf-8")
    dom, console = browse(page, *DOM)
    assert "<title>ran</title>" not in dom
    assert listening.paths == []
    assert len([line for line in console if "Content Security Policy" in line]) >= 4

    # Without it all of them would: the test is able to see that.
    open_page = tmp_path / "open.html"
    open_page.write_text(re.sub("<meta http-equiv[^>]*>", "", text), encoding="utf-8")
    dom, _ = browse(open_page, *DOM)
    assert "<title>ran</title>" in dom
    assert sorted(set(listening.paths)) == ["/css", "/frame", "/img"]
