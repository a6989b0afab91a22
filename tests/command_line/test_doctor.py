"""The checkup finds each thing that can stand between a machine and a successful call."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from kalshi_mock import MockExchange

from .conftest import Outcome, Run, Serve

STEPS = [
    "environment",
    "key file",
    "private key",
    "local signature",
    "host",
    "clock",
    "key id",
    "signature",
    "permissions",
    "contract",
]


def findings(outcome: Outcome) -> dict[str, Any]:
    """The findings of a run with --json, by step."""
    told = [json.loads(line) for line in outcome.out.splitlines()]
    assert STEPS == [finding["step"] for finding in told]
    return {finding["step"]: finding for finding in told}


def broken_steps(found: dict[str, Any]) -> list[str]:
    """The steps that failed."""
    return [step for step, finding in found.items() if finding["verdict"] == "FAIL"]


@pytest.mark.parametrize("key_type", ["rsa", "ed25519"])
def test_healthy_machine_has_nothing_broken(
    serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch, key_type: str
) -> None:
    """Every step is fine, with either type of key."""
    exchange = serve(key_type=key_type, private_key_pem=None)
    monkeypatch.delenv("KALSHI_PRIVATE_KEY_PATH")
    monkeypatch.setenv("KALSHI_PRIVATE_KEY_PEM", exchange.private_key_pem)
    outcome = run("doctor", "--json")
    assert 0 == outcome.status
    assert {"ok", "skip"} == {finding["verdict"] for finding in findings(outcome).values()}


@pytest.mark.parametrize(
    ("variables", "step"),
    [
        ({"KALSHI_API_KEY_ID": ""}, "environment"),
        ({"KALSHI_PRIVATE_KEY_PATH": ""}, "environment"),
        ({"KALSHI_PRIVATE_KEY_PEM": "x"}, "environment"),
        ({"KALSHI_PRIVATE_KEY_PATH": "nowhere.pem"}, "key file"),
        ({"KALSHI_PRIVATE_KEY_PATH": "."}, "key file"),
        ({"KALSHI_PRIVATE_KEY_PATH": "", "KALSHI_PRIVATE_KEY_PEM": "ssh-rsa AAAA"}, "private key"),
        ({"KALSHI_API_KEY_ID": "two words"}, "local signature"),
        ({"KALSHI_HOST": "http://127.0.0.1:9/trade-api/v2"}, "host"),
        ({"KALSHI_API_KEY_ID": "6b2c3e7e-0000-4000-8000-000000000000"}, "key id"),
    ],
)
def test_wrong_variable_is_found_in_its_step(
    serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], step: str
) -> None:
    """The first failing step is the one that is wrong, and it names a remedy."""
    serve()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    outcome = run("doctor", "--json")
    found = findings(outcome)
    assert 1 == outcome.status
    assert step == broken_steps(found)[0]
    assert found[step]["remedy"]


def test_key_file_that_others_read_is_doubtful(
    serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, private_key_pem: str
) -> None:
    """It works, so it is no failure."""
    serve()
    path = tmp_path / "open.pem"
    path.write_text(private_key_pem)
    path.chmod(0o644)
    monkeypatch.setenv("KALSHI_PRIVATE_KEY_PATH", str(path))
    outcome = run("doctor", "--json")
    assert (0, "warn") == (outcome.status, findings(outcome)["key file"]["verdict"])


def test_short_key_is_found_with_its_length(serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An RSA key below 2048 bits is refused before it is sent anywhere."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    serve()
    pem = rsa.generate_private_key(65537, 1024).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    monkeypatch.delenv("KALSHI_PRIVATE_KEY_PATH")
    monkeypatch.setenv("KALSHI_PRIVATE_KEY_PEM", pem.decode())
    found = findings(run("doctor", "--json"))
    assert ["private key"] == broken_steps(found)
    assert "1024 bits" in found["private key"]["text"]


def test_path_without_prefix_is_found_in_the_host(
    serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that answers on another path is told from one that does not answer."""
    exchange = serve()
    monkeypatch.setenv("KALSHI_HOST", exchange.url.removesuffix("/trade-api/v2"))
    found = findings(run("doctor", "--json"))
    assert ["host"] == broken_steps(found)
    assert "/trade-api/v2" in found["host"]["remedy"]


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(0, "ok"), (6, "warn"), (-6, "warn"), (40, "FAIL"), (-40, "FAIL")]
)
def test_clock_that_is_off_is_found(serve: Serve, run: Run, seconds: int, verdict: str) -> None:
    """The server's Date says by how much, in either direction."""
    serve(clock=lambda: time.time() + seconds)
    found = findings(run("doctor", "--json"))
    assert verdict == found["clock"]["verdict"]
    assert seconds == 0 or ("behind" if seconds > 0 else "ahead") in found["clock"]["text"]


def test_key_of_another_id_is_found_in_the_signature(
    serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exchange knows the key id, and the signature is not its key's."""
    serve()
    monkeypatch.delenv("KALSHI_PRIVATE_KEY_PATH")
    monkeypatch.setenv("KALSHI_PRIVATE_KEY_PEM", MockExchange().private_key_pem)
    found = findings(run("doctor", "--json"))
    assert ["signature"] == broken_steps(found)
    assert "ok" == found["key id"]["verdict"]


def test_ordinary_member_is_healthy(serve: Serve, run: Run) -> None:
    """The 403 of the resting value is normal."""
    serve(fcm_member=False)
    outcome = run("doctor", "--json")
    assert 0 == outcome.status
    assert "normal" in findings(outcome)["permissions"]["text"]


def test_server_of_another_month_is_found_with_the_edition_to_say(serve: Serve, run: Run) -> None:
    """Answers that this edition cannot read name the one that can."""
    serve(edition="2025-11")
    found = findings(run("doctor", "--json"))
    assert ["contract"] == broken_steps(found)
    assert "--edition 2025-11" in found["contract"]["remedy"]


Respond = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def rewrite(monkeypatch: pytest.MonkeyPatch) -> Callable[[Respond], None]:
    """Lets a function answer what the client sends, in place of the network."""
    whole = httpx.HTTPTransport.handle_request

    def install(respond: Respond) -> None:
        def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            answer = respond(request)
            return answer if answer.status_code != 100 else whole(self, request)

        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)

    return install


PASS_ON = httpx.Response(100)


def test_key_without_scope_is_found_in_the_permissions(
    serve: Serve, run: Run, rewrite: Callable[[Respond], None]
) -> None:
    """A 403 of anything but the resting value is no normal answer."""
    serve()
    refusal = {"error": {"code": "permission_denied", "message": "permission denied"}}
    rewrite(
        lambda request: httpx.Response(403, json=refusal) if request.url.path.endswith("fills") else PASS_ON
    )
    found = findings(run("doctor", "--json"))
    assert ["permissions"] == broken_steps(found)
    assert "get_fills" in found["permissions"]["text"]


def test_field_that_the_contract_does_not_know_is_doubtful(
    serve: Serve, run: Run, rewrite: Callable[[Respond], None]
) -> None:
    """A newer server is told of, and nothing is broken by it."""
    exchange = serve()
    answer = {"balance": 1, "balance_dollars": "0.01", "portfolio_value": 0, "updated_ts": 1, "karma": 3}
    rewrite(
        lambda request: (
            httpx.Response(200, json=answer)
            if request.url.path.endswith("balance") and "kalshi-access-key" in request.headers
            else PASS_ON
        )
    )
    found = findings(run("doctor", "--json"))
    assert [] == broken_steps(found)
    assert "warn" == found["contract"]["verdict"]
    assert "karma" in found["contract"]["text"]
    assert exchange.requests


def test_redirecting_host_is_found(serve: Serve, run: Run, rewrite: Callable[[Respond], None]) -> None:
    """Signed requests follow none, so the address has to be the right one."""
    serve()
    rewrite(lambda _: httpx.Response(301, headers={"location": "https://elsewhere.example/"}))
    found = findings(run("doctor", "--json"))
    assert ["host"] == broken_steps(found)
    assert "elsewhere.example" in found["host"]["text"]
