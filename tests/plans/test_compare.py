"""Two plans side by side: entries of other codes and another year are found again by their words and units."""

from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_compare import SETTINGS, Compared, compare
from ocop_workflow.vocabulary import Cadence, Difference


def of(found: tuple[Compared, ...], part: str, difference: Difference) -> list[Compared]:
    return [row for row in found if (row.part, row.difference) == (part, difference)]


def next_year(plan: Plan, **update: object) -> Plan:
    """The plan of the year after: other code, other codes of its entries, the years in its words one later."""

    def renamed(part: str) -> tuple[object, ...]:
        return tuple(
            entry.model_copy(
                update={"code": f"n{n}"} | {"quote": entry.quote.replace(str(plan.year), str(plan.year + 1))}
            )
            for n, entry in enumerate(update.get(part, getattr(plan, part)))
        )

    parts = {part: renamed(part) for part in ("duties", "reports", "targets")}
    return plan.model_copy(update={"code": f"{plan.locality}.{plan.year + 1}", "year": plan.year + 1} | update | parts)


class TestTheNextYear:
    """«The same command compares two plans of different levels or years (dropped, added, changed duty)»."""

    def test_every_entry_is_found_again_by_its_words(self, plan_file):
        plan = plan_file.plan
        found = compare(plan, next_year(plan))
        for part in ("duties", "reports", "targets"):
            rows = [row for row in found if row.part == part]
            assert all(row.difference in (Difference.SAME, Difference.CHANGED) for row in rows)
            assert len(rows) == len(getattr(plan, part))
            changed = of(found, part, Difference.CHANGED)
            assert all(row.changes == ("câu chữ",) for row in changed)
            assert all(row.old.clause == row.new.clause for row in rows)

    def test_a_dropped_an_added_and_a_changed_duty(self, bac_kan):
        dropped, *others = bac_kan.duties
        changed = next(duty for duty in others if duty.lead and not duty.coordinate)
        others = [duty for duty in others if duty is not changed]
        asked = changed.model_copy(update={"lead": (), "request": changed.lead})
        words = "Phòng Kinh tế lập danh bạ nhà cung ứng tem chống hàng giả"
        added = dropped.model_copy(update={"quote": words, "lead": ("phong-kinh-te",), "code": "x"})
        found = compare(bac_kan, next_year(bac_kan, duties=(added, asked, *others)))
        assert [row.old.code for row in of(found, "duties", Difference.DROPPED)] == [dropped.code]
        assert [row.new.words for row in of(found, "duties", Difference.ADDED)] == [words]
        (row,) = [row for row in of(found, "duties", Difference.CHANGED) if row.changes != ("câu chữ",)]
        assert row.old.code == changed.code
        assert [change.partition(":")[0] for change in row.changes if change != "câu chữ"] == ["chủ trì", "đề nghị"]
        assert "giống" in row.how
        assert "đơn vị" in row.how

    def test_a_report_asked_for_more_often_is_the_same_duty_changed(self, cam_pha):
        (report,) = cam_pha.reports
        monthly = report.model_copy(update={"cadence": Cadence.MONTH})
        (row,) = [row for row in compare(cam_pha, next_year(cam_pha, reports=(monthly,))) if row.part == "reports"]
        assert row.changes == ("định kỳ: hằng quý → hằng tháng",)

    def test_a_higher_target_is_told_with_both_levels(self, uong_bi):
        target = next(target for target in uong_bi.targets if target.value)
        higher = target.model_copy(update={"value": target.value + 7})
        others = tuple(other for other in uong_bi.targets if other is not target)
        found = of(compare(uong_bi, next_year(uong_bi, targets=(higher, *others))), "targets", Difference.CHANGED)
        levels = [change for row in found for change in row.changes if change.startswith("mức")]
        assert [f"{target.value:g}" in level and f"{higher.value:g}" in level for level in levels] == [True]


class TestOtherLevels:
    """A city's «Phòng», a district's and a province's «Sở» of one field are one body; communes are communes."""

    def test_the_standing_units_of_two_plans_answer_to_each_other(self, bac_kan, chau_thanh):
        found = compare(chau_thanh, bac_kan)
        pairs = [row for row in found if row.part == "duties" and row.old and row.new]
        assert ("IV.8, gạch đầu dòng 5", "III.7, gạch đầu dòng 4") in [
            (row.old.clause, row.new.clause) for row in pairs
        ], "«lồng ghép các nguồn lực» of the communes"
        assert all("giống" in row.how for row in pairs)

    def test_units_alone_make_no_pair(self, bac_kan, uong_bi):
        for row in compare(bac_kan, uong_bi):
            if row.part == "duties" and row.old and row.new:
                assert int(row.how.removeprefix("giống ").partition(" ")[0]) >= 25

    def test_an_office_of_a_province_and_of_a_city_are_one(self, bac_kan):
        codes = {"phong-kinh-te": "Sở Kinh tế tỉnh Mẫu"}
        units = tuple(
            unit.model_copy(update={"name": codes[unit.code], "printed_as": ()}) if unit.code in codes else unit
            for unit in bac_kan.units
        )
        found = compare(bac_kan, bac_kan.model_copy(update={"code": "tinh.mau.2025", "units": units}))
        assert {row.difference for row in found} == {Difference.SAME} or not of(found, "units", Difference.DROPPED)


class TestVersions:
    """Two versions of one plan answer to each other by their codes."""

    def test_the_same_plan_differs_in_nothing(self, plan_file):
        assert {row.difference for row in compare(plan_file.plan, plan_file.plan)} == {Difference.SAME}

    def test_a_moved_window_and_another_role_are_settings(self, bac_kan):
        first, *others = bac_kan.windows.steps
        moved = first.model_copy(update={"closes": "05-31"})
        windows = bac_kan.windows.model_copy(update={"steps": (moved, *others)})
        roles = bac_kan.roles.model_copy(update={"leader": "phong-kinh-te"})
        found = compare(bac_kan, bac_kan.model_copy(update={"windows": windows, "roles": roles}))
        changed = [row for row in found if row.difference is Difference.CHANGED]
        assert [row.part for row in changed] == [SETTINGS, SETTINGS]
        assert "→ " in changed[0].changes[0]
        assert "05-31" in changed[0].changes[0]

    def test_a_duty_with_new_words_keeps_its_code(self, bac_kan):
        duty, *others = bac_kan.duties
        other = duty.model_copy(update={"quote": "Hoàn toàn khác trước"})
        (row,) = of(
            compare(bac_kan, bac_kan.model_copy(update={"duties": (other, *others)})), "duties", Difference.CHANGED
        )
        assert (row.how, row.changes) == ("cùng mã", ("câu chữ",))
