"""The eight moves of bench_advance by the state machine libraries that one would else take, on SQLAlchemy objects.

Neither is a dependency: `.venv/bin/python -m pip install transitions python-statemachine` to repeat it. They are used
as their documentation shows, and in their favour: small tables, a commit per batch, no version, no chain of hashes.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ocop_workflow.records.session import engine_for
from tests.bench import bench_advance
from tests.bench.bench_advance import LACKING, TODAY, the_moves
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.summary import SUMMARY
from tests.builders import an_act

SIZES = (2_000, 20_000)
BATCH = 500


class Base(DeclarativeBase):
    pass


class Product(Base):
    """What a dossier is to the guards."""

    __tablename__ = "peer_product"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_name: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    producer_id: Mapped[int]
    commune_id: Mapped[int]
    product_group: Mapped[int]
    documents_missing: Mapped[int]
    documents_valid_until: Mapped[date]

    def has_producer(self) -> bool:
        return self.producer_id > 0

    def has_commune(self) -> bool:
        return self.commune_id > 0

    def has_documents(self) -> bool:
        return self.product_group >= 1 and self.documents_missing == 0 and self.documents_valid_until >= TODAY


class Line(Base):
    """One move that happened."""

    __tablename__ = "peer_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("peer_product.id"))
    seq: Mapped[int]
    action: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    step: Mapped[int]
    role: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    on_day: Mapped[date]
    clause: Mapped[str]
    reason: Mapped[str]
    paper_no: Mapped[str]
    paper_on: Mapped[date]


GUARDS = {"submit_idea": "has_producer", "accept_idea": "has_commune", "make_ready": "has_documents"}

Fire = Callable[[Product, str], bool]
"""Fires the action on the product; whether it moved."""


def transitions_way(products: list[Product]) -> Fire:
    """One machine for all models («A machine can handle multiple models»), which binds its triggers to each."""
    from transitions import Machine

    moves = the_moves()
    machine = Machine(
        model=None,
        states=[str(moves[0].source), *(str(rule.target) for rule in moves)],
        transitions=[
            {"trigger": rule.action, "source": str(rule.source), "dest": str(rule.target),
             "conditions": GUARDS.get(rule.action)} for rule in moves
        ],
        initial=None,
        auto_transitions=False,
    )  # fmt: skip
    for product in products:
        machine.add_model(product, initial=product.state)
    return lambda product, action: product.trigger(action)


def statemachine_way(products: list[Product]) -> Fire:
    """A machine for each model («domain models»), which keeps the state and answers the guards."""
    machine_class = statemachine_class()
    machines = {product.id: machine_class(model=product) for product in products}

    def fire(product: Product, action: str) -> bool:
        machine = machines[product.id]
        try:
            machine.send(action)
        except machine.TransitionNotAllowed:
            return False
        return True

    return fire


def statemachine_class() -> type:
    from statemachine import State, StateMachine

    moves = the_moves()
    ends = [str(moves[0].source), *(str(rule.target) for rule in moves)]
    body: dict[str, object] = {
        f"is_{name}": State(value=name, initial=name == ends[0], final=name == ends[-1]) for name in ends
    }
    for rule in moves:
        body[rule.action] = body[f"is_{rule.source}"].to(body[f"is_{rule.target}"], cond=GUARDS.get(rule.action))
    return type("ProductMachine", (StateMachine,), body)


def theirs(url: str, number: int, way: Callable[[list[Product]], Fire]) -> None:
    """Each move begins with what lies in the database, as ours does: months lie between two moves of a dossier."""
    for seq, rule in enumerate(the_moves(), 1):
        act = an_act(rule)
        with Session(engine_for(url), expire_on_commit=False) as session:
            for first in range(1, number + 1, BATCH):
                here = Product.id.between(first, first + BATCH - 1)
                products = list(session.scalars(sa.select(Product).where(here, Product.state == rule.source)))
                fire, at = way(products), datetime.now(UTC)
                for product in products:
                    if fire(product, rule.action):
                        session.add(
                            Line(
                                product_id=product.id, seq=seq, action=rule.action, source=str(rule.source),
                                target=str(rule.target), step=int(rule.step), role=str(act.role), actor=act.actor,
                                at=at, on_day=TODAY, clause=act.clause, reason=act.reason, paper_no=act.paper.number,
                                paper_on=act.paper.on,
                            )
                        )  # fmt: skip
                session.commit()
                session.expunge_all()


def prepare(url: str, number: int) -> None:
    """The same products in the peers' tables."""
    engine = engine_for(url)
    Base.metadata.create_all(engine)
    rows = [
        {"product_name": f"Sản phẩm mẫu {n}", "state": str(the_moves()[0].source), "producer_id": 1, "commune_id": 1,
         "product_group": 1, "documents_missing": 0 if n % LACKING else 1,
         "documents_valid_until": TODAY + timedelta(days=365)}
        for n in range(number)
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(sa.insert(Product), rows)
    settle(url)


def outcome(url: str) -> tuple[int, int]:
    """How many moves are logged, and how many products came to the end."""
    last = str(the_moves()[-1].target)
    with engine_for(url).connect() as connection:
        logged = connection.scalar(sa.select(sa.func.count()).select_from(Line))
        return logged, connection.scalar(sa.select(sa.func.count()).where(Product.state == last))


@pytest.mark.timeout(0)
@pytest.mark.parametrize(
    ("package", "module", "way"),
    [
        ("transitions", "transitions", transitions_way),
        ("python-statemachine", "statemachine", statemachine_way),
    ],
    ids=["transitions", "python-statemachine"],
)
def test_against_a_peer(fresh, databases, tmp_path, package, module, way):
    if find_spec(module) is None:
        SUMMARY.note(f"{package} was not measured: it is not installed (pip install {package})")
        pytest.skip(SUMMARY.notes[-1])
    import_module(module)
    name = f"{package} {version(package)}"
    figures = Figures(
        f"N dossiers through 8 moves: ours against {name} with SQLAlchemy (once: it is slow)",
        ("database", "N", "moves", "ours s", f"{package} s", "× faster"),
    )
    for kind in databases:
        for number in SIZES:
            template = fresh(kind)
            bench_advance.prepare(template, number)
            prepare(template, number)
            moves = number * 8 - number // LACKING

            def once(work, template=template):
                with copy_of(template, tmp_path) as url:
                    return seconds(lambda: work(url))

            def by_peer(url: str, number=number, moves=moves) -> None:
                theirs(url, number, way)
                assert outcome(url) == (moves, number - number // LACKING)

            peer = once(by_peer)
            (ours,) = interleaved(lambda once=once: once(bench_advance.ours))
            figures.add(kind, number, moves, ours, peer, peer / ours)
            job = f"N dossiers through 8 moves, against {name}"
            SUMMARY.against_peer(job, number, kind, ours, peer, at_least=50)
    figures.show()
