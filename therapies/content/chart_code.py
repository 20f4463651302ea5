"""The script that draws a chart from the app's own data, for whoever takes the chart along."""

import ast
import inspect
from functools import cache
from pprint import pformat
from urllib.parse import urlencode

from therapies.content import marks, question
from therapies.content.answer import Answer
from therapies.content.render import TEMPLATES
from therapies.model import VOCABULARIES
from therapies.query.query import document_names
from therapies.query.view import View


def script(view: View, answer: Answer) -> str:
    """Return a program that reads the table under the view's filter and draws the answer."""
    words = {
        each.name: {term.value: question.short(term) for term in each.terms}
        for each in VOCABULARIES
    }
    values = {
        "DATA": f"{view.base.rstrip('/')}/data/therapies.csv{_params(view)}",
        "ASK": answer.asked.ask,
        "WORDS": words,
        "DOCUMENTS": list(document_names(view.catalog).values()),
        "ORDERS": {key: list(value) for key, value in answer.orders.items()},
        "ONLY": [each.id for each in answer.drawn] if answer.asked.rows == "name" else [],
        "DIFFERENCES": {each["id"]: each["differs"] for each in answer.units if each["differs"]}
        if answer.differences
        else {},
        "TITLES": list(answer.titles),
        "KEY": list(answer.key),
        "LOOK": answer.look("light"),
    }
    told = "\n".join(
        f"{name} = {pformat(value, width=98, sort_dicts=False)}" for name, value in values.items()
    )
    template = (TEMPLATES / "pages" / "chart_code.py.txt").read_text(encoding="utf-8")
    return template.format(
        title=answer.title.replace('"', "'"), values=told, functions=_functions()
    )


def _params(view: View) -> str:
    params = urlencode(view.query.to_params())
    return f"?{params}" if params else ""


@cache
def _functions() -> str:
    """Return the source of what places and draws, without its documentation and imports."""
    from therapies.content import charts

    return "\n\n\n".join(_bare(inspect.getsource(each)) for each in (marks, charts))


def _bare(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef):
            node.body = [each for each in node.body if not _is_text(each)]
    tree.body = [each for each in tree.body if not isinstance(each, ast.Import | ast.ImportFrom)]
    return ast.unparse(tree)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
