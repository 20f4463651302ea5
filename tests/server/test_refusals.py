"""Every refusal has one shape: its status, and one message that says what is allowed."""

import pytest

from harness.server import Server

TALK = "talk/pdf?talk=1abc"
REFUSED = {
    "nosuch": (404, ""),
    "therapies.csv?goal=cure": (400, "goal: unknown value “cure”."),
    "package.zip?goal=halt": (400, "takes no parameter"),
    "schema.json?goal=halt": (400, "takes no parameter"),
    # a view
    "view/docx": (404, "Allowed: csv, json"),
    "view/csv?goal=Halt": (400, "Did you mean “halt”?"),
    "view/csv?colour=red": (400, "colour"),
    "view/png?chart=pie": (400, "chart: unknown value. Allowed: map"),
    "view/pdf?paper=a0": (400, "Allowed: a4, us-letter"),
    "view/png?chart=map&category=mechanical&goal=halt": (404, "nothing to make"),
    # a quiz
    "quiz/docx?seed=x": (404, "There is no such format. Allowed: pdf, apkg."),
    "quiz/pdf": (400, "seed: the address names no quiz. Add one."),
    "quiz/pdf?seed=x&number=4": (400, "number: “4” cannot be."),
    "quiz/pdf?seed=x&paper=a5": (400, "paper: unknown value. Allowed: a4, us-letter."),
    "quiz/apkg?seed=x&answers=9": (400, "answers: “9” cannot be."),
    "quiz/apkg?seed=x&answers=11&v=v000000": (400, "Under this version of the table the link"),
    "quiz/pdf?seed=x&goal=cure": (400, "goal: unknown value “cure”."),
    "quiz/pdf?seed=x&colour=red": (400, "unknown parameter “colour”."),
    "quiz/pdf?" + "seed=x&seed=y&" * 500: (400, "seed: “y” cannot be. Allowed, once"),
    # a talk
    "talk/docx?talk=1abc": (404, "Allowed: pptx, pdf, txt"),
    "talk/pptx": (400, "there is no talk in this address"),
    "talk/pptx?talk=": (400, "there is no talk in this address"),
    "talk/txt?talk=" + "x" * 30_000: (400, "too long"),
    "talk/txt?talk=1abc&notes=1": (400, "notes: only the sheet (pdf)"),
    TALK: (400, "cut or altered"),
    f"{TALK}&paper=a3": (400, "paper: unknown value. Allowed: a4, us-letter."),
    f"{TALK}&notes=yes": (400, "notes: unknown value. Allowed: 1."),
    f"{TALK}&notes=1&notes=1": (400, "give each once"),
    f"{TALK}&talk=1abd": (400, "give each once"),
    f"{TALK}&%3Cb%3E=1": (400, "unknown parameter “<b>”"),
    # what is no data
    "../auth/login": (404, ""),
    f"../browse?{'&' * 1000}": (400, "parameters; at most 1,000"),
}


@pytest.mark.parametrize("path", REFUSED)
def test_every_refusal_is_one_message_with_its_status(server: Server, path: str) -> None:
    status, message = REFUSED[path]
    answer = server.get(f"/data/{path}".replace("/data/..", ""))
    told = answer.json()
    assert (answer.status, told["status"], type(told["message"])) == (status, status, str)
    assert message in told["message"]
    assert "error" not in told
    assert "Traceback" not in answer.text
