"""Forms explain what is wrong and keep what was typed: AX-09, AX-19."""

import pytest


@pytest.mark.parametrize("lively", [True, False], ids=["with-javascript", "without"])
def test_a_form_says_what_is_wrong_at_the_field_and_keeps_the_rest(lively, visitor):
    page = visitor(java_script_enabled=lively)
    page.goto("/it/accounts/signup/")
    page.locator("main input[name=email]").fill("maria@example.org")
    page.locator("main input[name=password1]").fill("123")
    page.locator("main input[name=password2]").fill("456")
    page.locator("main form button").first.click()
    page.locator("main [aria-invalid=true]").first.wait_for()
    assert page.locator("main input[name=email]").input_value() == "maria@example.org"
    wrong = page.locator("main [aria-invalid=true]")
    for field in wrong.all():
        notes = field.get_attribute("aria-describedby").split()
        assert any(page.locator(f"#{note}").inner_text().strip() for note in notes)
    # The list of errors leads to the fields.
    links = page.locator("main .error-summary a[href^='#']")
    assert links.count() >= 1
    for link in links.all():
        assert page.locator(link.get_attribute("href")).count() == 1


def test_any_text_in_the_search_box_is_answered(visitor):
    page = visitor(java_script_enabled=False)
    for text in (
        '"',
        "a AND (b OR",
        "🧡" * 40,
        "-casa",
        "<script>",
        "Ωмир مرحبا",
        "x" * 500,
        "%",
        "\\",
    ):
        page.goto("/en/")
        page.locator("main input[name=q]").fill(text)
        with page.expect_navigation() as landed:
            page.keyboard.press("Enter")
        assert landed.value.status == 200, text
        assert page.locator("main input[name=q]").first.input_value() == text
