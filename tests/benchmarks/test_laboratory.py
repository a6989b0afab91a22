"""The harness measures what it says, for our own client and the floors."""

import pytest

from benchmarks.clients import CLIENTS, Client
from benchmarks.processes import Laboratory

from .conftest import HISTORY


@pytest.mark.parametrize("what", ["balance", "page"])
@pytest.mark.parametrize("module", ["kalshi_portfolio", "floor_httpx", "floor_http_client"])
def test_calls_of_a_client_give_seconds_for_each_call(
    laboratory: Laboratory, clients: dict[str, Client], module: str, what: str
) -> None:
    """Every call is timed by itself, and its CPU with it."""
    answer = laboratory.ask(clients[module], {"do": "calls", "what": what, "seconds": 0.01})
    assert {"wall", "cpu"} == answer.keys()
    assert all(0 < seconds < 5 for seconds in answer["wall"])


@pytest.mark.parametrize("what", ["decode", "decode_wire"])
@pytest.mark.parametrize("module", ["kalshi_portfolio", "floor_json", "floor_struct"])
def test_decode_of_a_page_needs_no_call(
    laboratory: Laboratory, clients: dict[str, Client], module: str, what: str
) -> None:
    """Decoding alone is measured on the same bytes for all."""
    answer = laboratory.ask(clients[module], {"do": "calls", "what": what, "seconds": 0.01})
    assert answer["wall"]


@pytest.mark.parametrize(
    "command", [{"do": "history", "how": "history"}, {"do": "history_async", "how": "history_async"}]
)
@pytest.mark.parametrize("module", ["kalshi_portfolio", "floor_httpx"])
def test_history_of_a_client_is_read_to_its_end(
    laboratory: Laboratory, clients: dict[str, Client], module: str, command: dict[str, str]
) -> None:
    """All pages are walked through, the last and shorter one, too."""
    answer = laboratory.ask(clients[module], command)
    pages = -(-HISTORY // 200)
    assert answer["items"] == (HISTORY if module == "kalshi_portfolio" else 200 * pages)


def test_readers_of_one_async_client_are_timed_beside_a_timer(
    laboratory: Laboratory, clients: dict[str, Client]
) -> None:
    """Many readers share one client, with either kind of key."""
    for key in ("rsa", "ed25519"):
        command = {"do": "readers", "tasks": 8, "calls": 2}
        answer = laboratory.ask(clients["kalshi_portfolio"], command, key=key)
        assert {"wall", "cpu", "late"} == answer.keys()


def test_memory_of_our_client_counts_fills_that_are_held(
    laboratory: Laboratory, clients: dict[str, Client]
) -> None:
    """Two pages of fills take some hundred kilobytes: the objects, not the bodies twice."""
    answer = laboratory.ask(clients["kalshi_portfolio"], {"do": "memory", "pages": 2}, fresh=True)
    assert 400 == answer["items"]
    assert 100_000 < answer["bytes"] < 700_000


def test_import_of_a_client_is_timed_in_a_new_process(
    laboratory: Laboratory, clients: dict[str, Client]
) -> None:
    """Only the import itself is timed, not the start of the interpreter."""
    answer = laboratory.time_import(clients["kalshi_portfolio"])
    assert 0 < answer["wall"][0] < 5


def test_clients_asked_together_share_a_process_and_no_figures(
    laboratory: Laboratory, clients: dict[str, Client]
) -> None:
    """Each is asked by its own name; one process less of a difference between them."""
    laboratory.restart()
    command = {"do": "calls", "what": "page", "seconds": 0.01}
    for module in ("kalshi_portfolio", "floor_attempt", "kalshi_portfolio"):
        assert laboratory.ask(clients[module], command, together=True)["wall"]
    assert {"cannot": "makes calls only"} == laboratory.ask(
        clients["floor_httpx"], command | {"what": "decode"}, together=True
    )
    assert 1 == len(laboratory._workers)


def test_client_that_cannot_do_a_row_says_why(laboratory: Laboratory, clients: dict[str, Client]) -> None:
    """What is missing is told in words, and the process goes on."""
    assert {"cannot": "makes calls only"} == laboratory.ask(
        clients["floor_httpx"], {"do": "calls", "what": "decode", "seconds": 0.01}
    )
    assert laboratory.ask(clients["floor_httpx"], {"do": "calls", "what": "balance", "seconds": 0.01})["wall"]


def test_client_that_is_not_installed_says_so(laboratory: Laboratory, clients: dict[str, Client]) -> None:
    """A failure of a peer is its answer, and no failure of the run."""
    absent = clients["kalshi_portfolio"]._replace(module="pykalshi")
    laboratory._interpreters[absent.key] = laboratory._interpreters[clients["floor_json"].key]
    answer = laboratory.ask(absent, {"do": "calls", "what": "balance", "seconds": 0.01}, fresh=True)
    assert {"failed": "ModuleNotFoundError: No module named 'pykalshi'"} == answer


def test_clients_are_told_apart_and_pinned() -> None:
    """No two have the same key on any one Python, and every peer's version is exact."""
    for version in ((3, 11), (3, 12), (3, 13)):
        keys = [client.key for client in CLIENTS if client.below is None or version < client.below]
        assert len(set(keys)) == len(keys)
    peers = [client for client in CLIENTS if client.kind == "peer" and client.module != "stock"]
    assert all("==" in client.packages[0] for client in peers)
