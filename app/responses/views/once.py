"""What is published at once is done once, however often the button is pressed; and a refused form comes back whole."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect
from werkzeug.wrappers import Response as BaseResponse

from app.core.errors import Stale, WrongField
from app.responses.forms.progress import PublicActForm
from app.responses.services.rules import Overtaken

Answer = str | BaseResponse | tuple[str, int]


def done_once(form: PublicActForm, act: Callable[[], str], page: Callable[[int], Answer]) -> Answer:
    """Do what a sound form asks for, unless it has done so already.

    Takes what does it and returns the address to go to, and what shows the page of the form again with a status. What
    a colleague did meanwhile is shown beside the form, and counts as seen then.
    """
    try:
        return redirect(form.make_once(act), 303)
    except WrongField as refusal:
        form.show(refusal)
        return page(refusal.status)
    except Overtaken as refusal:
        form.tell(refusal)
        return page(refusal.status)
    except Stale as stale:
        form.give_back(stale)
        return page(stale.status)
