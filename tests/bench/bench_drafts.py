"""How near drafts come to the plans made by hand, plan by plan, and how long reading one takes."""

import time
from pathlib import Path

import pytest

from ocop_workflow.library.plans import PlanFile, load_plans
from ocop_workflow.papers.documents import read_document
from ocop_workflow.rulebook.drafting.draft import draft
from tests.draft_figures import figures, misses

CONFIG = Path(__file__).parents[2] / "config"


@pytest.mark.parametrize("file", load_plans(CONFIG / "plans"), ids=lambda file: file.plan.code)
def test_a_draft_against_the_plan_made_by_hand(file: PlanFile) -> None:
    started = time.perf_counter()
    result = draft(read_document(CONFIG / "sources" / file.plan.source))
    seconds = time.perf_counter() - started
    print(f"\n{file.plan.code} ({seconds:.2f} giây): {figures(result, file.plan)}")
    for line in misses(result, file.plan):
        print(f"  - {line}")
    assert seconds < 5
