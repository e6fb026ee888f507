"""What the table of measurements says of a target."""

from tests.bench.summary import Summary


def cells(summary: Summary) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in summary.markdown().splitlines()]


class TestTheWholePicture:
    """A target is shown beside what was reached, and a missed one in plain words."""

    def test_a_ratio_that_is_reached_and_one_that_is_missed(self):
        summary = Summary()
        summary.against_limit("a", 10, "sqlite", 1.5, 1.0, at_most=1.5)
        summary.against_limit("b", 10, "sqlite", 1.6, 1.0, at_most=1.5)
        summary.against_peer("c", 10, "postgresql", 1.0, 19.9, at_least=20)
        _, _, *rows = cells(summary)
        assert [row[6] for row in rows] == ["≤ 1.5 ×", "**≤ 1.5 ×: missed**", "**≥ 20 ×: missed**"]
        assert summary.missed() == 2

    def test_a_ratio_just_over_the_target_is_missed_though_it_reads_the_same(self):
        summary = Summary()
        summary.against_limit("a", 10, "sqlite", 1.5001, 1.0, at_most=1.5)
        assert summary.missed() == 1

    def test_growth_compares_the_sizes_of_one_job_on_one_database(self):
        summary = Summary()
        for database, factor in (("sqlite", 1), ("postgresql", 2)):
            for number in (1_000, 10_000):
                summary.against_limit("a", number, database, factor * number / 1_000, 1.0)
        _, _, *rows = cells(summary)
        assert [(row[1], row[2], row[7]) for row in rows] == [
            ("1,000", "SQLite", ""),
            ("10,000", "SQLite", "× 10 for × 10"),
            ("1,000", "PostgreSQL", ""),
            ("10,000", "PostgreSQL", "× 10 for × 10"),
        ]

    def test_memory_stands_beside_the_time_of_the_same_job_whichever_was_said_first(self):
        summary = Summary()
        summary.memory("a", 10, "sqlite", 20.4, ours=9.0)
        summary.against_limit("a", 10, "sqlite", 2.0, 1.0, at_most=2)
        summary.memory("b", 10, "sqlite", 301.0, ours=5.0, below=300)
        _, _, *rows = cells(summary)
        assert [(row[3], row[5], row[8]) for row in rows] == [
            ("2 s", "2.00", "+20 MB"),
            ("5 s", "", "+301 MB (**< 300: missed**)"),
        ]
