"""A person's act at the terminal: in a role, on a paper, and logged also when it is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli.at_work import AtWork
from ocop_workflow.cli.options import a_word, codes
from ocop_workflow.vocabulary import Role

if TYPE_CHECKING:
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.records.transitions import Paper

As = Annotated[
    Role,
    typer.Option(
        "--as",
        parser=a_word(Role, without=(Role.CLOCK,)),
        metavar="VAI_TRÒ",
        help=f"Làm với tư cách: {codes(Role, without=(Role.CLOCK,))}.",
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Lý do, ghi vào nhật ký.")]

_LONGEST = 4_000


def decision(desk: AtWork, by: str, role: Role, *, reason: str = "", grounds: "Paper | None" = None) -> "Decision":
    """The act of a person today."""
    from ocop_workflow.operations.dossiers.decision import Decision

    return Decision(by, role, desk.today, desk.now(), reason, grounds)


@contextmanager
def attempting(desk: AtWork, action: str, subject: str, actor: str) -> Iterator[None]:
    """What is refused inside is logged as attempted, in a transaction of its own, and then told to the person."""
    from ocop_workflow.errors import OcopError
    from ocop_workflow.operations.acts import note_act

    try:
        yield
    except OcopError as refusal:
        with desk.work() as session:
            note_act(session, actor, f"{action}_refused", subject, 0, str(refusal)[:_LONGEST], desk.today, desk.now())
        raise
