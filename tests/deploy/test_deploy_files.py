"""The files of deploy/ hold together: with schema, command line and each other; none holds a secret."""

import json
import re
import shlex
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from ruamel.yaml import YAML

from ocop_workflow.cli.main import app
from ocop_workflow.library.deployment_file import load_deployments
from ocop_workflow.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SIZES = ("one-machine", "compose", "cluster")
LONG_RUNNING = {"postgres", "redis", "prefect-server", "worker"}
ONCE = {"migrate", "prefect-migrate", "register", "tool"}

# The keys of the official charts that we use, as their values.yaml has them (prefect-helm, charts/*/values.yaml).
CHARTS: dict[str, Any] = {
    "prefect-server": {
        "global": {"prefect": {"image": {"repository", "prefectTag"}, "env": None}},
        "server": {
            "basicAuth": {"enabled", "existingSecret"}, "extraEnvVarsSecret": None, "replicaCount": None,
            "livenessProbe": {"enabled"}, "readinessProbe": {"enabled"}, "resources": None,
        },
        "migrations": {"enabled"},
        "backgroundServices": {
            "runAsSeparateDeployment": None, "extraEnvVarsSecret": None, "messaging": {"broker", "cache"},
        },
    },
    "prefect-worker": {
        "worker": {
            "image": {"repository", "prefectTag"}, "config": {"workPool", "http2"}, "apiConfig": None,
            "serverApiConfig": {"apiUrl"}, "replicaCount": None, "extraEnvVarsSecret": None, "extraEnvVars": None,
            "extraVolumes": None, "extraVolumeMounts": None, "resources": None,
        },
    },
}  # fmt: skip


def yaml(path: Path) -> Any:
    """The file as plain values, with merges resolved."""
    return json.loads(json.dumps(YAML(typ="safe").load(path)))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml(DEPLOY / "compose" / "compose.yaml")


def is_a_command(words: list[str]) -> bool:
    """Whether the command line has this verb with these options."""
    command: Any = typer.main.get_command(app)
    path = 0
    while hasattr(command, "commands"):
        command = command.commands.get(words[path]) if path < len(words) else None
        if command is None:
            return False
        path += 1
    command.make_context(" ".join(words[:path]), list(words[path:]))
    return True


class TestCompose:
    def test_it_has_the_shape_of_compose(self, compose):
        """The schema is that of compose 1.29, which has no `name` yet."""
        schema = json.loads((ROOT / "tests/data/schemas/compose_spec.json").read_text())
        jsonschema.Draft7Validator(schema).validate({key: part for key, part in compose.items() if key != "name"})

    def test_every_image_is_pinned_and_every_lasting_service_says_whether_it_is_well(self, compose):
        services = compose["services"]
        assert set(services) == LONG_RUNNING | ONCE | {"prefect-services"}
        for name, service in services.items():
            assert re.search(r":.*\d+\.\d+", service["image"]), name
            assert ("healthcheck" in service) == (name in LONG_RUNNING), name

    def test_it_holds_no_secret_and_nothing_is_reached_from_outside(self, compose):
        text = (DEPLOY / "compose" / "compose.yaml").read_text()
        assert not re.search(r"(?i)password\s*[:=]|auth_string\s*[:=]|://\w+:[^@\s/]+@", text)
        ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
        assert [port for port in ports if not port.startswith("127.0.0.1:")] == []
        for example in (DEPLOY / "compose").glob("*.env.example"):
            for line in example.read_text().splitlines():
                name, _, value = line.partition("=")
                assert not (re.search("PASSWORD$|AUTH_STRING$", name) and value not in ("", "admin:")), line

    def test_prefect_asks_for_a_password_refuses_other_pages_and_calls_nobody(self, compose):
        server = compose["services"]["prefect-server"]["environment"]
        assert server["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"
        assert "PREFECT_SERVER_API_AUTH_STRING=" in (DEPLOY / "compose/prefect-server.env.example").read_text()
        image = (DEPLOY / "Dockerfile").read_text()
        for setting in (
            "PREFECT_SERVER_ANALYTICS_ENABLED=false",
            "PREFECT_SERVER_UI_V2_ENABLED=false",
            "DO_NOT_TRACK=1",
        ):
            assert setting in image

    def test_the_image_can_dump_the_server_that_is_used(self, compose):
        (major,) = re.findall(r"^postgres:(\d+)\.", compose["services"]["postgres"]["image"])
        assert f"postgresql-client-{major}" in (DEPLOY / "Dockerfile").read_text()

    def test_what_a_service_waits_for_is_there(self, compose):
        services = compose["services"]
        for service in services.values():
            for other, how in service.get("depends_on", {}).items():
                assert how["condition"] != "service_healthy" or "healthcheck" in services[other]
                assert how["condition"] != "service_completed_successfully" or services[other]["restart"] == "no"


class TestCluster:
    @pytest.mark.parametrize("chart", CHARTS)
    def test_the_values_use_keys_of_the_chart(self, chart):
        def check(values: Any, known: Any, where: str) -> None:
            if known is None:
                return
            assert set(values) <= set(known), where
            for key, value in values.items() if isinstance(known, dict) else ():
                check(value, known[key], f"{where}.{key}")

        check(yaml(DEPLOY / "cluster" / f"{chart}.values.yaml"), CHARTS[chart], chart)

    def test_secrets_come_by_reference_and_every_one_of_them_is_described(self):
        described = {
            s["metadata"]["name"] for s in YAML(typ="safe").load_all(DEPLOY / "cluster" / "secrets.example.yaml")
        }
        text = "".join(path.read_text() for path in (DEPLOY / "cluster").glob("*.yaml") if "example" not in path.name)
        named = set(
            re.findall(r"(?:existingSecret|extraEnvVarsSecret|secretName): ([\w-]+)|secretRef: \{name: ([\w-]+)", text)
        )
        assert {name for pair in named for name in pair if name} == described
        assert "://" not in re.sub(r"http://(?:127|prefect-server)|https://prefecthq", "", text)


class TestOneMachine:
    UNITS = sorted((DEPLOY / "one-machine").glob("*.service"))

    @pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
    def test_a_unit_runs_a_command_that_exists_as_nobody_special(self, unit):
        text = unit.read_text()
        (line,) = re.findall(r"^ExecStart=/srv/ocop-workflow/\.venv/bin/ocop (.+)$", text, re.MULTILINE)
        assert is_a_command(shlex.split(line))
        lines = set(text.splitlines())
        assert {"User=ocop", "NoNewPrivileges=true", "ProtectSystem=strict", "CapabilityBoundingSet="} <= lines
        (may_write,) = re.findall(r"^ReadWritePaths=(.+)$", text, re.MULTILINE)
        assert set(may_write.split()) <= {"/srv/ocop-workflow/var", "/var/backups/ocop"}

    def test_every_line_of_the_example_settings_is_a_setting_and_a_new_installation_sends_nothing_out(
        self, monkeypatch
    ):
        example = DEPLOY / "one-machine" / "env.example"
        names = set(re.findall(r"^(\w+)=", example.read_text(), re.MULTILINE))
        assert {name.removeprefix("OCOP_").lower() for name in names - {"OCOP_MAIL_PASSWORD"}} <= set(
            Settings.model_fields
        )
        for name in names:
            monkeypatch.delenv(name, raising=False)
        settings = Settings(_env_file=example)  # type: ignore[call-arg]
        assert (settings.plans, settings.channels_file, settings.replay_year) == (("CODE",), None, None)
        assert settings.database_url.startswith("sqlite:///")

    def test_every_timer_has_its_service(self):
        timers = {path.stem for path in (DEPLOY / "one-machine").glob("*.timer")}
        assert timers
        assert timers <= {unit.stem for unit in self.UNITS}

    def test_the_sweep_without_prefect_has_the_hours_of_the_watch_with_it(self):
        """prefect.yaml is the source; who changes it changes the timers too."""
        crons = {s.slug: s.cron for e in load_deployments(DEPLOY / "prefect.yaml").deployments for s in e.schedules}
        assert crons["theo-doi"] == "0 7 * * 1-6"
        assert "OnCalendar=Mon..Sat 07:00 Asia/Ho_Chi_Minh" in (DEPLOY / "one-machine/ocop-sweep.timer").read_text()
        assert crons["gui"] == "*/5 * * * *"
        assert "/5:00 Asia/Ho_Chi_Minh" in (DEPLOY / "one-machine/ocop-deliver.timer").read_text()


class TestRunbooks:
    PARTS = ("Install", "Upgrade", "Back up", "Restore", "Rotate secrets", "A notice did not arrive", "A run hangs")

    @pytest.mark.parametrize("size", SIZES)
    def test_every_page_has_every_part(self, size):
        text = (DEPLOY / size / "README.md").read_text()
        assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == self.PARTS

    @pytest.mark.parametrize("size", ["", *SIZES])
    def test_every_command_and_every_file_named_exists(self, size):
        text = (DEPLOY / size / "README.md").read_text()
        command = typer.main.get_command(app)
        for noun, verb in re.findall(
            r"(?:`|bin/|tool |-- |^ *|&& |-c ')ocop ([a-z]+)(?: ([a-z]+))?", text, re.MULTILINE
        ):
            found: Any = command.commands.get(noun)  # type: ignore[attr-defined]
            assert found is not None, f"ocop {noun}"
            assert not hasattr(found, "commands") or not verb or verb in found.commands, f"ocop {noun} {verb}"
        for file in re.findall(r"deploy/[\w./-]*\.(?:ya?ml|sh|example|lock)\b|deploy/Dockerfile", text):
            assert (ROOT / file).exists(), file

    def test_scripts_can_be_run(self):
        for script in (DEPLOY / "check.sh", DEPLOY / "compose" / "databases.sh"):
            assert script.stat().st_mode & stat.S_IXUSR
