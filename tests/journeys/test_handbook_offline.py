"""The handbook without connection: after one visit it can be read, says that it is a saved copy, and is forgotten."""

from tests.journeys.conftest import check_accessibility, check_width

KEPT = """async () => {
  const cache = await caches.open("handbook");
  return (await cache.keys()).map((request) => new URL(request.url).pathname);
}"""
IS_KEPT = """async () => {
  const cache = await caches.open("handbook");
  return Boolean(await cache.match("/handbok/sparas/"));
}"""


def keep(page):
    """One visit, and the worker's time to fetch its copies."""
    page.goto("/handboken/")
    # Polled from here: a promise given to wait_for_function is always true.
    for _ in range(240):
        if page.evaluate(IS_KEPT):
            return page.evaluate(KEPT)
        page.wait_for_timeout(500)
    raise AssertionError("The handbook was not kept within two minutes.")


def test_what_was_kept_is_read_without_connection_and_forgotten_at_logout(new_page, log_in, complaints):
    page = new_page(width=320)
    log_in(page, "bo")
    kept = keep(page)

    assert all(path.startswith(("/handboken/", "/static/", "/handbok/sparas/")) for path in kept)
    copies = page.evaluate("""async () => {
      const cache = await caches.open("handbook");
      const answers = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
      return Promise.all(answers.map((answer) => answer.text()));
    }""")
    assert not any("Bo Boendestödjare" in copy or "csrfmiddlewaretoken" in copy for copy in copies)

    complaints.allow("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    chapter = next(path for path in kept if path.count("/") == 4)
    page.goto(chapter)
    assert page.get_by_text("Du läser en sparad sida").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    check_accessibility(page)
    check_width(page)

    page.context.set_offline(False)
    page.goto("/handboken/")
    assert not page.get_by_text("Du läser en sparad sida").is_visible()
    page.get_by_role("button", name="Logga ut").click()
    page.goto("/")
    assert page.evaluate("() => caches.keys()") == []


def test_a_stranger_keeps_public_pages_only(new_page, log_in):
    stranger, staff = new_page(), new_page()
    log_in(staff, "bo")

    public, every = set(keep(stranger)), set(keep(staff))

    assert public < every
    assert stranger.request.get(sorted(every - public)[0]).status == 404
