"""What a person does with the quiz, in a real Chromium, by keyboard alone."""

import re

from playwright.sync_api import Page, expect

from harness.browser import NewPage, show_as, turn
from harness.server import Server
from therapies.catalog.catalog import Catalog
from therapies.query.query import Query
from therapies.study.pool import questions
from therapies.study.questions import Question

LINK = "/study?category=mechanical&part=quiz&seed=class-3&number=5"
QUIZ = "section.quiz"
WIDE = """quiz => [...quiz.querySelectorAll("*")].filter(each => !each.closest(".hidden, details"))
    .filter(each => each.getBoundingClientRect().right > 321).map(each => each.outerHTML)"""
SMALL = """quiz => [...quiz.querySelectorAll("a, summary")].filter(each => each.checkVisibility())
    .filter(each => each.getBoundingClientRect().height < 24).map(each => each.outerHTML)"""


def the_questions(real: Catalog) -> tuple[Question, ...]:
    therapies = Query.of({"category": ["mechanical"]}).apply(real)
    return questions(real, therapies, "class-3", 5)


def sit(page: Page, asked: tuple[Question, ...], keys: str, sure: str = "w") -> None:
    """Answer every question with a key, say how sure with another, and go on with Enter."""
    for place, (question, key) in enumerate(zip(asked, keys, strict=True), 1):
        expect(page.locator(QUIZ)).to_contain_text(f"Question {place} of {len(asked)}")
        expect(page.locator(f"{QUIZ} h2")).to_have_text(question.text)
        if place > 1:
            expect(page.locator(f"{QUIZ} h2")).to_be_focused()
        expect(page.locator(".vc-live")).to_contain_text(f"Question {place} of {len(asked)}")
        expect(page.locator(f"{QUIZ} .option")).to_have_text(
            [f"{n} {each.text}" for n, each in enumerate(question.options, 1)],
            use_inner_text=True,
        )
        page.keyboard.press(key)
        expect(page.locator(f"{QUIZ} .qz-sure:visible")).to_have_count(1)
        page.keyboard.press(sure)
        told = "Right" if question.options[int(key) - 1].right else "Not this one"
        expect(page.locator(f"{QUIZ} h2")).to_contain_text(told)
        expect(page.locator(f"{QUIZ} h2")).to_be_focused()
        expect(page.locator(".vc-live")).to_contain_text(told)
        expect(page.locator(f"{QUIZ} .qz-says q").first).to_be_visible()
        page.keyboard.press("Enter")


def test_two_browsers_get_the_same_questions_and_score_right_by_keyboard(
    server: Server, page: Page, new_page: NewPage, real: Catalog
) -> None:
    asked = the_questions(real)
    right = "".join(
        str(1 + [option.right for option in each.options].index(True)) for each in asked
    )
    for view, keys, score in (
        (page, right, "5 of 5"),
        (new_page(390, 844, "dark"), "1" * 5, ""),
    ):
        turn(view, f"{server.url}{LINK}")
        expect(view.locator(f"{QUIZ} h2")).to_have_text(asked[0].text)
        box, size = view.locator(f"{QUIZ} h2").bounding_box(), view.viewport_size
        assert box
        assert size
        assert box["y"] < size["height"] / 3
        sit(view, asked, keys)
        counted = sum(each.options[0].right for each in asked)
        expect(view.locator(".qz-score")).to_have_text(f"{score or f'{counted} of 5'} right")
        expect(view.locator(".qz-score")).to_be_focused()
        expect(view.locator(".qz-missed > li")).to_have_count(0 if score else 5 - counted)


def test_a_sure_error_comes_again_then_first_in_the_next_quiz_and_stands_on_the_map(
    server: Server, page: Page, real: Catalog
) -> None:
    asked = the_questions(real)
    wrong = [str(1 + [option.right for option in each.options].index(False)) for each in asked]
    turn(page, f"{server.url}{LINK}&answers={'t'.join(wrong[:4])}t-")
    expect(page.locator(".vc-live")).to_contain_text("Question 5 of 5")
    page.keyboard.press(wrong[4])
    page.keyboard.press("q")
    verdict = page.locator(f"{QUIZ} .qz-verdict")
    expect(verdict).to_have_text("✗ Not this one, and you were sure")
    page.go_back()
    expect(page.locator(f"{QUIZ} h2")).to_have_text(asked[4].text)
    page.keyboard.press(wrong[4])
    page.keyboard.press("q")
    expect(verdict).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(QUIZ)).to_contain_text("Question 6 of 6")
    expect(page.locator(f"{QUIZ} h2")).to_have_text(asked[4].text)
    page.keyboard.press(wrong[4])
    page.keyboard.press("q")
    expect(verdict).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".qz-score")).to_have_text(
        "0 of 5 right; one of your sure answers was wrong"
    )
    expect(page.locator(".qz-sure-of tbody tr")).to_have_count(2)
    expect(page.locator(".qz-missed > li").first).to_contain_text(asked[4].right.text)
    page.get_by_role("link", name="What I know, on the map").click()
    name = asked[4].therapies[0].name
    expect(page.locator(".vc.known li.wrong").filter(has_text=name)).to_have_count(1)
    page.get_by_role("link", name="Quiz", exact=True).click()
    expect(page.locator(".qz-starts a").first).to_have_attribute(
        "href", re.compile(f"first={asked[4].token}")
    )
    page.keyboard.press("1")
    expect(page.locator(f"{QUIZ} h2")).to_have_text(asked[4].text)


def test_a_chip_changes_what_is_asked_and_back_brings_the_answer(
    server: Server, page: Page, real: Catalog
) -> None:
    turn(page, f"{server.url}{LINK.replace('category=mechanical&', '')}&answers=1")
    verdict = page.locator(f"{QUIZ} .qz-verdict")
    expect(verdict).to_be_visible()
    page.locator("[data-chip='category=mechanical']").click()
    expect(page.locator(f"{QUIZ} h2")).to_have_text(the_questions(real)[0].text)
    assert "answers" not in page.url
    page.go_back()
    expect(verdict).to_be_visible()
    expect(page.locator("[data-chip='category=mechanical']")).to_have_attribute(
        "aria-pressed", "false"
    )


def test_a_new_quiz_starts_with_a_key_and_its_link_is_offered_without_answers(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/study?goal=reverse")
    expect(page.locator(".vc-live")).to_have_count(1)
    expect(page.locator(".qz-starts a")).to_have_count(4)
    page.keyboard.press("2")
    expect(page.locator(QUIZ)).to_contain_text("Question 1 of 10")
    expect(page.locator(f"{QUIZ} h2")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("e")
    expect(page.locator(f"{QUIZ} h2")).to_contain_text("it was a guess")
    page.get_by_text("Share or print these questions").click()
    link = page.locator(".qz-share code").inner_text()
    assert re.fullmatch(
        rf"{server.url}/study\?goal=reverse&part=quiz&seed=\w+&number=10&certainty=off&v=v\w+", link
    )
    seed = re.search(r"seed=(\w+)", page.url)
    assert seed
    assert seed[0] in link


def test_a_link_that_cannot_be_says_what_to_mend(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/study?part=quiz&seed=x&number=4000")
    expect(page.locator(f"{QUIZ} .note")).to_have_text(
        "number: “4000” cannot be. Allowed, once: a number from 5 to 40. Start a new quiz."
    )
    turn(page, f"{server.url}{LINK}&answers=11-&v=v000000")
    expect(page.locator(f"{QUIZ} .note")).to_contain_text("Earlier answers are left out.")
    expect(page.locator(QUIZ)).to_contain_text("Question 1 of 5")


def test_on_a_phone_nothing_is_cut_and_targets_are_large(server: Server, page: Page) -> None:
    show_as(page, 320, 700, "dark")
    for state, shown in (
        ("", ".option"),
        ("&answers=1", ".qz-told"),
        ("&answers=1t1t1t1t1t-", "table"),
    ):
        turn(page, f"{server.url}{LINK}{state}")
        expect(page.locator(f"{QUIZ} {shown}").first).to_be_visible()
        assert page.locator(QUIZ).evaluate(WIDE) == []
        assert page.locator(QUIZ).evaluate(SMALL) == []
