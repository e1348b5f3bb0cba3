"""Forms are read off a page as a browser would send them."""

from benchmarks.crowd.forms import find_form, list_links, pick_links

PAGE = """
<a href="/plans/MA-2/#lines">Plan</a> <a href="https://example.org/">Away</a>
<a href="/proposals/7/?for=3">One</a> <a href="/proposals/7/">The same</a>
<form action="/search/"><input name="q" value="not sent"></form>
<form method="post" action="/language/"><input name="language" value="ar"></form>
<form method="post">
  <input type="hidden" name="key" value="k1"><input name="title" value="A &amp; B">
  <input type="radio" name="who" value="name"><input type="radio" name="who" value="none" checked>
  <input type="checkbox" name="unread" value="on"><input type="file" name="document">
  <select name="theme"><option value="">-</option><option value="3">T</option></select>
  <select name="plan"><option value="1">P</option><option value="2" selected>Q</option></select>
  <textarea name="problem">
Written</textarea><textarea name="solution"></textarea>
  <button type="submit" name="next" value="submit">Go on</button>
</form>
"""


def test_a_form_sends_what_it_holds() -> None:
    form = find_form(PAGE, ending="/new/", at="/proposals/new/?plan=MA-2")

    assert form is not None
    assert form.action == "/proposals/new/?plan=MA-2"
    assert {name: value.strip() for name, value in form.fields.items()} == {
        "key": "k1",
        "title": "A & B",
        "who": "none",
        "theme": "3",
        "plan": "2",
        "problem": "Written",
        "solution": "",
    }


def test_a_form_that_leads_elsewhere_is_not_taken_for_it() -> None:
    assert find_form(PAGE, ending="/comments/", at="/proposals/7/") is None


def test_links_lead_on_this_site_and_are_followed_once() -> None:
    assert list_links(PAGE) == ["/plans/MA-2/", "/proposals/7/?for=3", "/proposals/7/"]
    assert pick_links(PAGE, "/proposals/") == ["/proposals/7/"]
