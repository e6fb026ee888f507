"""`ocop market` and `ocop activity`: a fair of the plan, who took part, a training for several products."""

import pytest

from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.settings import load_settings
from ocop_workflow.vocabulary import DossierState
from tests.builders import a_producer, dossiers
from tests.cli.conftest import UONG_BI, Ocop

BY = ("--by", "Trần Thị Mẫu", "--today", "2024-04-22")


@pytest.fixture
def two(april: Ocop) -> Ocop:
    """Two products of Uông Bí that are being carried out."""
    office = Office(load_settings())
    with office.work() as session:
        cycle = running(session, UONG_BI, office.rules, office.settings.today())
        a_producer(session, cycle, commune="xa-thuong-yen-cong")
        dossiers(session, cycle, 2, DossierState.IMPLEMENTING)
    return april


def test_a_fair_of_the_plan_is_recorded_with_those_who_took_part(two: Ocop):
    planned = two("market", "list", "--cycle", UONG_BI, "--json").json
    assert {"ub.hc.xuan", "ub.hc.he"} <= {row["event_code"] for row in planned}
    assert all(row["id"] is None for row in planned)
    added = two(
        "market", "add", "--kind", "fair", "--event", "ub.hc.xuan", "--from", "2024-02-02", "--until", "2024-02-07",
        "--source", "Thông báo mẫu", "--cycle", UONG_BI, *BY,
    )  # fmt: skip
    assert "«Hội chợ OCOP - Xuân 2024»" in added.out, added.err
    joined = two("market", "join", 1, "HS-000001", "HS-000002", "--on", "2024-02-02", "--cycle", UONG_BI, *BY)
    assert "thêm 2 sản phẩm" in joined.out, joined.err
    again = two("market", "join", 1, "HS-000001", "--on", "2024-02-02", "--cycle", UONG_BI, *BY)
    assert "thêm 0 sản phẩm, 1 đã ghi" in again.out
    row = next(row for row in two("market", "list", "--cycle", UONG_BI, "--json").json if row["id"])
    assert (row["products"], row["event_code"]) == (2, "ub.hc.xuan")
    closed = two("market", "close", 1, "--on", "2024-02-06", "--cycle", UONG_BI, *BY)
    assert "ngày cuối 06/02/2024" in closed.out


def test_a_training_for_several_products_and_a_bar_code(two: Ocop):
    done = two(
        "activity", "add", "HS-000001", "HS-000002", "--kind", "training", "--topic", "barcode", "--name",
        "Tập huấn mã số mã vạch", *BY,
    )  # fmt: skip
    assert "HS-000001, HS-000002" in done.out, done.err
    assert "Mã số mã vạch" in two("activity", "list", "HS-000002").out
    code = ("document", "add", "HS-000001", "--kind", "gs1_barcode", "--issuer", "GS1", "--issued", "2024-04-01", *BY)
    assert "tính ra phải là 4" in two(*code, "--number", "8938505974195").err
    assert two(*code, "--number", "893 8505 97419 4").code == 0
    assert "8938505974194" in two("document", "list", "HS-000001").out
