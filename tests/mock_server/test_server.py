"""The server on its socket: what clients and proxies do to it, side by side, and a clean end."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest

from kalshi_mock import MockExchange, ServerError

PATH = "/trade-api/v2/portfolio/"


def connect(exchange: MockExchange) -> socket.socket:
    """An open connection to the exchange."""
    url = httpx.URL(exchange.url)
    return socket.create_connection((url.host, url.port or 80), timeout=10)


def raw(trader: Any, name: str, version: str = "1.1", *extra: str) -> bytes:
    """A signed request as bytes."""
    lines = [f"GET {PATH}{name} HTTP/{version}", "Host: localhost"]
    lines += [f"{key}: {value}" for key, value in trader.sign(PATH + name).items()]
    return "\r\n".join([*lines, *extra, "", ""]).encode()


def read_to_end(connection: socket.socket) -> bytes:
    """Everything until the other side closes."""
    read = b""
    while data := connection.recv(65536):
        read += data
    return read


def test_answers_over_the_socket_are_those_of_the_application(served: Any) -> None:
    """Every list page, with a connection that is kept."""
    with httpx.Client(base_url=served.exchange.url) as client:
        for name in ("balance", "fills", "positions", "settlements", "summary/total_resting_order_value"):
            response = client.get(f"/portfolio/{name}", headers=served.sign(PATH + name))
            assert (200, served.ask(name).body) == (response.status_code, response.json())


def test_url_ends_as_the_exchange_s_own(served: Any) -> None:
    """Clients are given it as their host; it is known only while the exchange runs."""
    assert served.exchange.url.endswith("/trade-api/v2")
    assert served.exchange.url in repr(served.exchange)
    served.exchange.stop()
    with pytest.raises(RuntimeError, match="not started"):
        _ = served.exchange.url


def test_connection_is_kept_for_request_after_request(served: Any) -> None:
    """One socket, several answers, also where requests come all at once."""
    with connect(served.exchange) as connection:
        for _ in range(3):
            connection.sendall(raw(served, "balance"))
            assert b"200" in connection.recv(65536).split(b"\r\n")[0]
        connection.sendall(raw(served, "balance") * 4 + raw(served, "balance", "1.1", "Connection: close"))
        assert 5 == read_to_end(connection).count(b"HTTP/1.1 200")


@pytest.mark.parametrize(("version", "extra"), [("1.0", ()), ("1.1", ("Connection: close",))])
def test_connection_is_closed_where_the_client_wants_it(served: Any, version: str, extra: Any) -> None:
    """After the answer, which is whole."""
    with connect(served.exchange) as connection:
        connection.sendall(raw(served, "balance", version, *extra))
        head, _, body = read_to_end(connection).partition(b"\r\n\r\n")
    assert b"200" in head.split(b"\r\n")[0]
    assert served.ask("balance").body == json.loads(body)


def test_request_in_small_pieces_is_answered(served: Any) -> None:
    """Byte by byte, as a bad network brings it."""
    with connect(served.exchange) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in raw(served, "balance"):
            connection.sendall(bytes((byte,)))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_head_is_refused_without_a_body(served: Any) -> None:
    """The next answer on the connection begins where it should."""
    with connect(served.exchange) as connection:
        connection.sendall(raw(served, "balance").replace(b"GET", b"HEAD", 1) + raw(served, "balance"))
        connection.shutdown(socket.SHUT_WR)
        first, _, rest = read_to_end(connection).partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 405")
    assert rest.startswith(b"HTTP/1.1 200")


def test_body_of_a_request_is_read_and_ignored(served: Any) -> None:
    """With a length, in chunks, and where the client first asks whether to send it."""
    chunked = raw(served, "balance", "1.1", "Transfer-Encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n"
    expecting = raw(served, "balance", "1.1", "Content-Length: 3", "Expect: 100-continue")
    with connect(served.exchange) as connection:
        connection.sendall(raw(served, "balance", "1.1", "Content-Length: 3") + b"abc" + chunked)
        connection.sendall(expecting)
        read = b""
        while b"100 " not in read:
            read += connection.recv(65536)
        connection.sendall(b"abc")
        connection.shutdown(socket.SHUT_WR)
        read += read_to_end(connection)
    assert 3 == read.count(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000, b"431"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n", b"400"),
    ],
    ids=["nonsense", "no host", "two lengths", "huge header", "bad chunk", "TLS"],
)
def test_bytes_that_are_no_request_are_refused_and_the_next_client_is_served(
    served: Any, sent: bytes, status: bytes
) -> None:
    """The answer says so as far as one can be given, and the connection ends."""
    with connect(served.exchange) as connection:
        connection.sendall(sent)
        answer = read_to_end(connection)
    assert answer.startswith(b"HTTP/1.1 " + status)
    with httpx.Client() as client:
        path = PATH + "balance"
        assert (
            200
            == client.get(f"{served.exchange.url}/portfolio/balance", headers=served.sign(path)).status_code
        )


def test_client_that_goes_away_leaves_nothing_behind(served: Any) -> None:
    """In the middle of a request, and before its answer."""
    for sent in (raw(served, "balance")[:30], raw(served, "fills")):
        connection = connect(served.exchange)
        connection.sendall(sent)
        connection.close()
    assert (
        200
        == httpx.get(
            f"{served.exchange.url}/portfolio/balance", headers=served.sign(PATH + "balance")
        ).status_code
    )


def test_two_exchanges_side_by_side_know_their_own_keys_and_accounts(make_trader: Callable[..., Any]) -> None:
    """Each on a port of its own; the key of one is unknown to the other."""
    first, second = make_trader(seed=1, fills=20), make_trader(seed=2, fills=20)
    with first.exchange, second.exchange:
        assert first.exchange.url != second.exchange.url
        path = f"{second.exchange.url}/portfolio/fills"
        mine = httpx.get(path, headers=second.sign(PATH + "fills"))
        strange = httpx.get(path, headers=first.sign(PATH + "fills"))
    assert (200, 401) == (mine.status_code, strange.status_code)
    assert first.ask("fills").body != mine.json() == second.ask("fills").body


def test_stopped_exchange_frees_its_port_at_once(make_trader: Callable[..., Any]) -> None:
    """With connections open, idle or halfway; another exchange can take the port."""
    trader = make_trader(fills=5)
    with trader.exchange as exchange:
        port = httpx.URL(exchange.url).port
        idle, halfway = connect(exchange), connect(exchange)
        halfway.sendall(b"GET /")
        assert (
            200
            == httpx.get(
                f"{exchange.url}/portfolio/balance", headers=trader.sign(PATH + "balance")
            ).status_code
        )
    for connection in (idle, halfway):
        with connection, suppress(ConnectionResetError):
            assert b"" == connection.recv(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    with make_trader(fills=5, port=port).exchange as again:
        assert port == httpx.URL(again.url).port


def test_port_that_is_taken_is_named_with_what_to_do(served: Any, make_trader: Callable[..., Any]) -> None:
    """The error comes where start is called."""
    port = httpx.URL(served.exchange.url).port
    with pytest.raises(
        ServerError, match=rf"cannot listen on 127.0.0.1:{port}: .*; choose another port, or 0"
    ):
        make_trader(port=port).exchange.start()


def test_host_that_is_not_of_this_machine_is_named(make_trader: Callable[..., Any]) -> None:
    """An address of the documentation's range is nobody's."""
    with pytest.raises(ServerError, match=r"cannot listen on 192\.0\.2\.1"):
        make_trader(host="192.0.2.1").exchange.start()


def test_exchange_starts_once_at_a_time_and_stops_as_often_as_wanted(make_trader: Callable[..., Any]) -> None:
    """It can be started anew with the same account and key."""
    trader = make_trader(fills=5)
    exchange = trader.exchange
    exchange.stop()
    for _ in range(2):
        exchange.start()
        with pytest.raises(RuntimeError, match="already started"):
            exchange.start()
        assert (
            200
            == httpx.get(
                f"{exchange.url}/portfolio/balance", headers=trader.sign(PATH + "balance")
            ).status_code
        )
        exchange.stop()
        exchange.stop()


def test_many_clients_at_once_get_their_own_answers(served: Any) -> None:
    """Threads and tasks: every page is the one that was asked for, and every request is recorded."""
    url = served.exchange.url

    def read(limit: int) -> int:
        with httpx.Client() as client:
            response = client.get(
                f"{url}/portfolio/fills", params={"limit": limit}, headers=served.sign(PATH + "fills")
            )
            return len(response.json()["fills"])

    async def read_all(limits: range) -> list[int]:
        async with httpx.AsyncClient() as client:
            responses = await asyncio.gather(
                *(
                    client.get(
                        f"{url}/portfolio/fills", params={"limit": limit}, headers=served.sign(PATH + "fills")
                    )
                    for limit in limits
                )
            )
        return [len(response.json()["fills"]) for response in responses]

    with ThreadPoolExecutor(8) as pool:
        assert list(range(1, 41)) == list(pool.map(read, range(1, 41)))
    assert list(range(1, 41)) == asyncio.run(read_all(range(1, 41)))
    assert 80 == len(served.exchange.requests)


def test_requests_wait_while_the_books_are_open(served: Any) -> None:
    """No answer shows an account in the middle of a change."""
    headers = served.sign(PATH + "balance")
    with ThreadPoolExecutor(1) as pool:
        with served.exchange.books() as ledger:
            asked = pool.submit(httpx.get, f"{served.exchange.url}/portfolio/balance", headers=headers)
            with pytest.raises(TimeoutError):
                asked.result(timeout=0.3)
            ledger.deposit(1_000, ledger.now)
        assert ledger.balance == asked.result(timeout=10).json()["balance"]


def test_exchange_that_nobody_stops_does_not_keep_the_process(tmp_path: Any) -> None:
    """A test that forgets it ends all the same."""
    program = "from kalshi_mock import MockExchange; MockExchange(key_type='ed25519').start(); print('end')"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30, check=True)
    assert b"end\n" == ended.stdout


def test_exchange_starts_quickly() -> None:
    """In less than three times what Python and the libraries beneath take, key making aside; 1.6 is usual."""
    beneath = "import asyncio, attrs, h11, yaml, cryptography.hazmat.primitives.asymmetric.rsa"
    exchange = "from kalshi_mock import MockExchange; exchange = MockExchange(key_type='ed25519').start()"
    times: dict[str, list[float]] = {beneath: [], exchange: []}
    for program in [beneath, exchange] * 3:  # in turns, since machines differ, and so do their moments
        command = [sys.executable, "-c", f"import time; {program}; print(time.process_time())"]
        times[program].append(float(subprocess.run(command, capture_output=True, check=True).stdout))
    assert min(times[exchange]) < 3 * min(times[beneath])
