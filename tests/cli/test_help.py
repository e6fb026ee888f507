"""The help is the documentation of the command line, so it has to be true, complete and quick."""

import inspect
import pkgutil
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import typer

from ocop_workflow import cli
from ocop_workflow.cli.main import app
from ocop_workflow.cli.nouns import NOUNS
from ocop_workflow.settings import PROJECT_ROOT
from ocop_workflow.vocabulary import Role
from tests.cli.conftest import Ocop

HEAVY = ("prefect", "sqlalchemy", "sqlmodel", "apprise", "openpyxl", "ruamel.yaml", "alembic")


def _verbs(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    command = command or typer.main.get_command(app)
    if hasattr(command, "commands"):
        for name, child in command.commands.items():
            yield from _verbs(child, (*path, name))
    else:
        yield path, command


VERBS = dict(_verbs())


def _examples(command: Any) -> list[list[str]]:
    """The words after `ocop` of every example, without settings before it and remarks after it."""
    paragraphs = [" ".join(part.split()) for part in command.help.split("\n\n")]
    shown = [part.removeprefix("Ví dụ: ") for part in paragraphs if part.startswith("Ví dụ: ")]
    return [shlex.split(re.sub(r"^(?:OCOP_\w+=\S+ )*ocop ", "", re.sub(r" \([^)]*\)$", "", text))) for text in shown]


def _name(path: tuple[str, ...]) -> str:
    return " ".join(path)


class TestEveryVerbExplainsItself:
    """«--help with an example for every verb»."""

    @pytest.mark.parametrize("path", VERBS, ids=_name)
    def test_with_an_example_that_the_command_line_accepts(self, path):
        examples = _examples(VERBS[path])
        assert examples
        for words in examples:
            assert tuple(words[: len(path)]) == path
            VERBS[path].make_context(_name(path), words[len(path) :])  # raises on an unknown or missing option

    @pytest.mark.parametrize("path", VERBS, ids=_name)
    def test_and_each_of_its_options(self, path):
        silent = [parameter.name for parameter in VERBS[path].params if not getattr(parameter, "help", None)]
        assert not silent

    @pytest.mark.parametrize(
        "path", [path for path in VERBS if path[-1] in ("list", "show", "status", "kinds")], ids=_name
    )
    def test_a_listing_can_be_read_by_programs(self, path):
        assert "--json" in [option for parameter in VERBS[path].params for option in parameter.opts]

    def test_help_is_printed_for_a_noun_alone_and_that_is_wrong_use(self, ocop: Ocop):
        answer = ocop("report")
        assert answer.code == 2
        assert "Cơ quan thường trực chấp nhận báo cáo đã nộp." in answer.out + answer.err


class TestNouns:
    """A noun is one line of NOUNS and one module; neither is there without the other."""

    def test_every_verb_of_every_module_is_reached(self):
        modules = [import_module(f"{cli.__name__}.{found.name}") for found in pkgutil.iter_modules(cli.__path__)]
        apps = [module.app for module in modules if isinstance(getattr(module, "app", None), typer.Typer)]
        written = {verb.callback for app in apps for verb in app.registered_commands}
        assert written == {inspect.unwrap(verb.callback) for verb in VERBS.values()}
        assert {path[0] for path in VERBS} >= NOUNS.keys()

    def test_the_list_of_nouns_says_what_each_is_about(self, ocop: Ocop):
        listed, words = ocop("--help"), re.compile(r"\w+")
        for noun, about in NOUNS.items():
            assert about in " ".join(ocop(noun, "--help").out.split())
            assert words.findall(about)[:4] == words.findall(listed.out.partition(f"│ {noun} ")[2])[:4]


class TestHelpIsQuick:
    """«ocop --help answers in well under a second (prefect is not imported for it)»."""

    @staticmethod
    def _imported(*commands: tuple[str, ...]) -> set[str]:
        """What a process has imported that answered these commands."""
        code = (
            "import sys; from ocop_workflow.cli.main import main\n"
            f"assert not any(main([*words, '--help']) for words in {commands!r})\n"
            "print('IMPORTED', *sys.modules)"
        )
        shown = subprocess.run(
            [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
        )
        return set(shown.stdout.rpartition("IMPORTED")[2].split())

    def test_nothing_heavy_is_imported_to_show_every_command(self):
        assert not self._imported((), *((noun,) for noun in NOUNS), ("dossier", "decide")) & set(HEAVY)

    @pytest.mark.parametrize(("words", "needed"), [((), set()), (("log", "verify"), {"log"})])
    def test_no_noun_is_imported_but_the_one_that_is_asked_for(self, words, needed):
        nouns = {f"{cli.__name__}.{noun}": noun for noun in NOUNS}
        assert {nouns[name] for name in self._imported(words) & nouns.keys()} == needed

    def test_rules_need_no_database(self, ocop: Ocop):
        assert ocop("rules", "lifecycle").code == 0


class TestWrongUse:
    """Exit code 2, in Vietnamese, with the way to the right use."""

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("nothing",), "Không có lệnh «nothing»."),
            (("plan", "show", "--foo"), "Không có tùy chọn --foo."),
            (("report", "accept"), "Thiếu 'ĐƠN_VỊ'."),
            (("cycle", "list", "--today", "30/02/2024"), "«30/02/2024» không phải là ngày"),
            (("dossier", "decide", "1", "guide", "--as", "clock"), "không có «clock»; có: producer"),
            (("dossier", "decide", "1", "record_score", "--as", "council", "--score", "x"), "«x» không phải là số"),
            (("dossier", "decide", "1", "guide", "--as", "commune", "--paper", "5"), "cần cả số"),
            (("step", "run", "7"), "Giá trị của '1-6' không hợp lệ"),
        ],
    )
    def test_is_answered_with_what_is_wrong(self, ocop: Ocop, words, says):
        answer = ocop(*words)
        assert answer.code == 2
        assert says in answer.err
        assert "Xem cách dùng: ocop" in answer.err

    def test_an_unknown_role_is_answered_with_all_roles_that_a_person_can_have(self, ocop: Ocop):
        answer = ocop("dossier", "decide", "1", "guide", "--as", "boss")
        assert all(role in answer.err for role in Role if role is not Role.CLOCK)


class TestSomethingUnforeseen:
    """A short message, the details in a file for the administrator only."""

    @pytest.fixture
    def broken(self, april: Ocop, monkeypatch: pytest.MonkeyPatch) -> Ocop:
        monkeypatch.setattr("ocop_workflow.operations.cycle.lookup.list_cycles", lambda *_: 1 / 0)
        return april

    def test_is_told_in_one_line_with_the_place_of_the_details(self, broken: Ocop, tmp_path):
        answer = broken("cycle", "list")
        assert answer.code == 1
        assert answer.err.startswith("Lỗi ngoài dự kiến (ZeroDivisionError).")
        details = tmp_path / "var" / "log" / "ocop-errors.log"
        assert str(details) in answer.err
        assert "division by zero" in details.read_text()
        assert details.stat().st_mode & 0o077 == 0

    def test_shows_everything_on_request(self, broken: Ocop, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("OCOP_DEBUG", "1")
        with pytest.raises(ZeroDivisionError):
            broken("cycle", "list")
