"""What an HTML page looks like: its template, and the style that goes into it. Data; not here: what
is put in (`html_file`).

The template is text and no file, so that the executable has it like any other module. Nothing in it
runs or is fetched, and the page says so to the browser: `default-src 'none'` allows only the one
style, by its hash.
"""

import base64
import hashlib

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#4a5560;--paper:#fff;--band:#f3f6f9;
--line:#c8d1da;--head:#1f4e78;--on-head:#fff;--title:#1f4e78;--bar:#1f4e78;--bad:#a3150c;
--line0:#1f4e78;--line1:#c55a11;--line2:#548235;--line3:#7f6000}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:100rem;background:var(--paper);color:var(--ink);
font:1rem/1.45 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1,h2,h3{color:var(--title);line-height:1.2}
h1{font-size:1.8rem;margin:0 0 .25rem}
h2{font-size:1.4rem;margin:2.5rem 0 .5rem;padding-top:.75rem;border-top:2px solid var(--line)}
h3{font-size:1.1rem;margin:0}
p{margin:.25rem 0;max-width:60rem;overflow-wrap:anywhere}
header p{color:var(--soft)}
a{color:var(--title)}
a:focus-visible,.wide:focus-visible{outline:3px solid var(--title);outline-offset:2px}
.skip{position:absolute;left:-100rem}
.skip:focus{position:static}
nav ul{list-style:none;margin:1rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem}
.part{margin:1.25rem 0}
.part>div{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:start;padding:.25rem 0 .4rem}
.unseen{position:absolute;width:1px;height:1px;padding:0;overflow:hidden;clip-path:inset(50%);
white-space:nowrap}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:start;vertical-align:top;
unicode-bidi:plaintext;white-space:pre-line;overflow-wrap:break-word;min-width:4em;max-width:44em}
.wide th,.wide td{max-width:22em}
.wide .roomy{min-width:11em}
thead th{background:var(--head);color:var(--on-head);vertical-align:bottom}
tbody th{font-weight:600;min-width:11em}
tbody tr:nth-child(even){background:var(--band)}
.number{text-align:end;white-space:nowrap}
.time{white-space:nowrap}
.check{font-weight:700;text-align:end}
.bad{color:var(--bad)}
figure{margin:0;max-width:42rem}
figcaption{font-weight:600;padding:.25rem 0 .4rem}
svg{width:100%;height:auto}
svg text{fill:var(--ink);font-size:14px}
svg .label{text-anchor:end}
svg .date{text-anchor:middle}
svg rect{fill:var(--bar)}
svg g{stroke-width:3}
svg .line0{stroke:var(--line0);fill:var(--line0)}
svg .line1{stroke:var(--line1);fill:var(--line1);stroke-dasharray:9 5}
svg .line2{stroke:var(--line2);fill:var(--line2);stroke-dasharray:2 4}
svg .line3{stroke:var(--line3);fill:var(--line3);stroke-dasharray:9 4 2 4}
svg polyline{fill:none}
svg circle,svg text{stroke:none}
svg .grid{stroke:var(--line)}
@media print,(min-width:75rem){.charted{display:grid;gap:2.5rem;
grid-template-columns:minmax(0,5fr) minmax(0,3fr)}}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e4e8ec;--soft:#a9b4bf;--paper:#14181d;
--band:#1b2128;--line:#39434e;--head:#24435f;--on-head:#f2f6fa;--title:#9cc7ee;--bar:#6aa9dd;
--bad:#ff9d94;--line0:#6aa9dd;--line1:#f0a168;--line2:#9ccb7c;--line3:#d8b84a}}
@page{size:A4 landscape;margin:12mm;@bottom-right{content:counter(page) " / " counter(pages)}}
@media print{body{padding:0;max-width:none;font-size:9pt}nav,.skip{display:none}
.part>div{overflow:visible}table{font-size:8pt}.wide table{font-size:6.5pt}
thead{display:table-header-group}
thead th{background:none;color:var(--ink);border-bottom:2px solid var(--ink)}
th,td,tbody th{min-width:0;padding:.15rem .35rem}
.wide th,.wide td{max-width:21em}.wide .roomy{min-width:13em}.wide tbody th{max-width:26em}
tr,figure{break-inside:avoid}.part:not(:has(.wide)){break-inside:avoid}
h2,h3,caption{break-after:avoid}main>section+section{break-before:page}
main>section+section h2{margin-top:0;border:0}}
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

_TEXT = """\
<!doctype html>
<html lang="{{ say.lang }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src 'sha256-@hash@'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="mfa-audit">
<title>{{ title }}</title>
<style>@style@</style>
</head>
<body>
<a class="skip" href="#content">{{ say.skip }}</a>
<header>
<h1>{{ title }}</h1>
{% if made %}
<p><time datetime="{{ made.stamp }}">{{ made.text }}</time> UTC</p>
{% endif %}
</header>
<nav aria-label="{{ say.contents }}">
<ul>
{% for sheet in sheets %}
<li><a href="#{{ sheet.id }}">{{ sheet.title }}</a></li>
{% endfor %}
</ul>
</nav>
<main id="content" tabindex="-1">
{% for sheet in sheets %}
<section aria-labelledby="{{ sheet.id }}">
<h2 id="{{ sheet.id }}" tabindex="-1">{{ sheet.title }}</h2>
{% for line in sheet.lead %}
<p>{{ line }}</p>
{% endfor %}
{% for grid in sheet.grids %}
<div class="part{{ ' charted' if grid.chart }}">
{% if grid.wide %}
<div class="wide" role="region" tabindex="0" aria-labelledby="{{ sheet.id }}">
{% else %}
<div>
{% endif %}
<table>
{% if grid.wide %}
<caption{% if not grid.note %} class="unseen"{% endif %}>{{ grid.note or grid.title }}</caption>
{% else %}
<caption><h3>{{ grid.title }}</h3></caption>
{% endif %}
<thead>
<tr>
{% for cell in grid.headers %}
<th scope="col"{% if cell.kind %} class="{{ cell.kind }}"{% endif %}>{{ cell.text }}</th>
{% endfor %}
</tr>
</thead>
<tbody>
{% for row in grid.rows %}
<tr>
{% for cell in row %}
{% if loop.first %}
<th scope="row"{% if cell.kind %} class="{{ cell.kind }}"{% endif %}>{{ cell.text }}</th>
{% elif cell.stamp %}
<td class="{{ cell.kind }}"><time datetime="{{ cell.stamp }}">{{ cell.text }}</time></td>
{% else %}
<td{% if cell.kind %} class="{{ cell.kind }}"{% endif %}>{{ cell.text }}</td>
{% endif %}
{% endfor %}
</tr>
{% else %}
<tr><td colspan="{{ grid.headers|length }}">{{ say.empty }}</td></tr>
{% endfor %}
</tbody>
</table>
</div>
{% if grid.chart %}
<figure>
<figcaption id="{{ grid.chart.id }}">{{ grid.chart.title }}</figcaption>
<svg role="img" aria-labelledby="{{ grid.chart.id }}" viewBox="0 0 640 {{ grid.chart.height }}">
{% if grid.chart.bars is defined %}
{% for bar in grid.chart.bars %}
<text class="label" x="290" y="{{ bar.baseline }}">{{ bar.label }}</text>
<rect x="298" y="{{ bar.top }}" width="{{ bar.length }}" height="18"></rect>
<text x="{{ bar.end }}" y="{{ bar.baseline }}">{{ bar.number }}</text>
{% endfor %}
{% else %}
{% for step in grid.chart.steps %}
<line class="grid" x1="60" y1="{{ step.y }}" x2="600" y2="{{ step.y }}"></line>
<text class="label" x="{{ step.x }}" y="{{ step.y + 5 }}">{{ step.text }}</text>
{% endfor %}
{% for date in grid.chart.dates %}
<text class="date" x="{{ date.x }}" y="{{ date.y }}">{{ date.text }}</text>
{% endfor %}
{% for line in grid.chart.lines %}
<g class="line{{ loop.index0 % 4 }}">
{% for part in line.parts %}
<polyline points="{{ part }}"></polyline>
{% endfor %}
{% for x, y in line.points %}
<circle cx="{{ x }}" cy="{{ y }}" r="4"></circle>
{% endfor %}
<line x1="60" y1="{{ line.name.y - 5 }}" x2="100" y2="{{ line.name.y - 5 }}"></line>
<text x="{{ line.name.x }}" y="{{ line.name.y }}">{{ line.name.text }}</text>
</g>
{% endfor %}
{% endif %}
</svg>
</figure>
{% endif %}
</div>
{% endfor %}
</section>
{% endfor %}
</main>
</body>
</html>
"""

# Neither has anything that would have to be escaped in its place.
TEMPLATE = _TEXT.replace("@style@", STYLE).replace("@hash@", _HASH)
