"""Who is measured: this portal, a stock Wagtail project, and a bare hello-world; each on waitress and on granian, in one
process with four threads."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from portal.demo import PASSWORD
from tests.benchmarks.server import Server, running
from tests.office import ROOT, free_port, office_environment, prepare

HELLO = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "5")])
    return [b"hello"]
"""
STOCK_SETTINGS = """
SECRET_KEY = "only for a benchmark on one's own machine"
ALLOWED_HOSTS = ["127.0.0.1"]
"""
# What a handbook costs in a stock Wagtail, written the ordinary way: a page of 870 words with menu, crumbs and siblings.
STOCK_MODELS = """
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, Site

class HomePage(Page):
    body = RichTextField(blank=True)
    content_panels = Page.content_panels + [FieldPanel("body")]

    def get_context(self, request):
        root = Site.find_for_request(request).root_page
        return super().get_context(request) | {
            "menu": root.get_children().live().in_menu(),
            "crumbs": self.get_ancestors().live().filter(depth__gt=1),
            "siblings": self.get_siblings().live(),
        }
"""
STOCK_TEMPLATE = """{% extends "base.html" %}{% load wagtailcore_tags %}
{% block content %}
<nav><ul>{% for each in menu %}<li><a href="{% pageurl each %}">{{ each.title }}</a></li>{% endfor %}</ul></nav>
<nav><ol>{% for each in crumbs %}<li><a href="{% pageurl each %}">{{ each.title }}</a></li>{% endfor %}</ol></nav>
<h1>{{ page.title }}</h1>{{ page.body|richtext }}
<nav><ul>{% for each in siblings %}<li><a href="{% pageurl each %}">{{ each.title }}</a></li>{% endfor %}</ul></nav>
{% endblock content %}
"""
STOCK_PAGES = """
from home.models import HomePage
root = HomePage.objects.get()
paragraph = "<p>" + "Ring hyresvärden samma dag som skulden blev känd. " * 11 + "</p>"
text = ("<h2>Så gör du</h2>" + paragraph) * 9
for section in range(10):
    parent = root.add_child(instance=HomePage(title=f"Avdelning {section}", slug=f"a{section}", show_in_menus=True))
    for number in range(20):
        parent.add_child(instance=HomePage(title=f"Sida {section} {number}", slug=f"s{number}", body=text))
"""
STOCK_PAGE = "/a4/s10/"
SERVERS = {"waitress": "run", "granian": "scale"}  # each with the lock file that it is in
WAITRESS = ["-m", "waitress", "--threads=4"]
GRANIAN = ["--interface=wsgi", "--http=1", "--no-ws", "--workers=1", "--blocking-threads=4", "--log-level=warning"]


def run_environment(folder: Path, lock_name: str) -> str:
    """A Python with what a lock says and nothing else: the tests' own packages would be weighed too. Its path."""
    uv, place = str(Path(sys.executable).with_name("uv")), folder / f"environment-{lock_name}"
    lock = str(ROOT / "requirements" / f"{lock_name}.lock")
    for command in (
        [uv, "venv", "--quiet", "--no-config", "--python", sys.executable, str(place)],
        [uv, "pip", "sync", "--quiet", "--no-config", "--python", str(place), "--require-hashes", lock],
        [str(place / "bin" / "python"), "-m", "compileall", "-q", str(place / "lib")],
    ):
        subprocess.run(command, check=True)
    return str(place / "bin" / "python")


@contextmanager
def portal(folder: Path, python: str, server: str = "waitress") -> Iterator[Server]:
    """The second start of the demo office: everything is prepared."""
    data, port = folder / "data", free_port()
    if not data.exists():
        prepare(data)
    environment = office_environment(data) | {
        "PORTAL_ADDRESS": f"127.0.0.1:{port}",
        "PORTAL_SERVER": server,
        "PORTAL_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }
    command = [python, "-m", "portal.launcher"]
    with running(command, port=port, path="/", environment=environment, folder=folder) as started:
        yield started


@contextmanager
def stock_wagtail(folder: Path, python: str, server: str) -> Iterator[Server]:
    project, port = folder / "stock", free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "mysite.settings.production"}
    if not project.exists():
        make_stock_wagtail(project, python, environment)
    command = serving(python, server, port, "mysite.wsgi:application")
    with running(command, port=port, path=STOCK_PAGE, environment=environment, folder=project) as started:
        yield started


def make_stock_wagtail(project: Path, python: str, environment: dict[str, str]) -> None:
    def do(*command: str) -> None:
        subprocess.run([python, *command], cwd=project, env=environment, check=True, capture_output=True)

    project.mkdir()
    do("-c", "from wagtail.bin.wagtail import main; main()", "start", "mysite", ".")
    (project / "mysite" / "settings" / "local.py").write_text(STOCK_SETTINGS)
    (project / "home" / "models.py").write_text(STOCK_MODELS)
    (project / "home" / "templates" / "home" / "home_page.html").write_text(STOCK_TEMPLATE)
    do("manage.py", "makemigrations", "home", "--verbosity=0")
    do("manage.py", "migrate", "--verbosity=0")
    do("manage.py", "shell", "-c", STOCK_PAGES)
    do("manage.py", "collectstatic", "--no-input", "--verbosity=0")


def hello(folder: Path, python: str, server: str) -> AbstractContextManager[Server]:
    port = free_port()
    (folder / "hello.py").write_text(HELLO)
    command = serving(python, server, port, "hello:application")
    return running(command, port=port, path="/", environment=dict(os.environ), folder=folder)


def serving(python: str, server: str, port: int, application: str) -> list[str]:
    """The command that answers with any application as the portal's launcher does with its own."""
    if server == "granian":
        return [python, "-m", "granian", *GRANIAN, f"--port={port}", application]
    return [python, *WAITRESS, f"--listen=127.0.0.1:{port}", application]


class Links(HTMLParser):
    """What a page loads, and where its links go."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and values.get("rel") == "stylesheet":
            self.loaded.append(values["href"])
        if tag in {"script", "img", "iframe", "source"} and values.get("src"):
            self.loaded.append(values["src"])


def handbook_page(server: Server) -> str:
    """The largest of the first chapters that the handbook's contents link to."""
    contents = Links(server.get("/handboken/")[1].decode(errors="replace")).links
    chapters = sorted({link for link in contents if re.fullmatch(r"/handboken/[^/]+/[^/]+/", link)})[:12]
    sizes = {chapter: len(body) for chapter in chapters for status, body in [server.get(chapter)] if status == 200}
    return max(sizes, key=lambda chapter: sizes[chapter])


def other_hosts(html: str) -> list[str]:
    return [each for each in Links(html).loaded if urlsplit(each).netloc]


def log_in(server: Server, username: str = "sara") -> str:
    """Go through the login form; return the Cookie header of the session."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.request("GET", "/konto/logga-in/")
        answer = connection.getresponse()
        page, csrf = answer.read().decode(), (answer.headers["Set-Cookie"] or "").split(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        headers = {"Cookie": csrf, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/konto/logga-in/", body=urlencode(fields), headers=headers)
        answer = connection.getresponse()
        answer.read()
        cookies = [each.split(";")[0] for each in answer.headers.get_all("Set-Cookie") or []]
    if answer.status != 302:
        raise RuntimeError(f"Login answered {answer.status}.")
    # A browser shows the greeting once and forgets its cookie.
    return "; ".join(each for each in cookies if not each.startswith("messages="))
